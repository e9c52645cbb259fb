using SmartTransfer.Cli.Outcomes;

namespace SmartTransfer.Cli.Commands;

/// <summary>An upload as the command line names it.</summary>
internal static class UploadName
{
    private const int IdChars = 22;

    /// <summary>The upload, if it is one.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static string Check(string upload) => IdOf(upload).Length == IdChars
        ? upload
        : throw new UsageException(
            $"'{upload}' names no upload; give its id of {IdChars} characters, its path or its URL, as 'stx put' printed it.");

    public static string IdOf(string upload)
    {
        var path = upload.Split('?', '#')[0].TrimEnd('/');
        path = path.EndsWith("/content", StringComparison.Ordinal) ? path[..^"/content".Length] : path;
        return path[(path.LastIndexOf('/') + 1)..];
    }
}
