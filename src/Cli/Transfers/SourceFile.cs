namespace SmartTransfer.Cli.Transfers;

/// <summary>A file to send.</summary>
/// <param name="Path">Where it is; null for standard input.</param>
/// <param name="RelativePath">Where it lies in the folder that was named, with slashes; its name where the file itself was.</param>
/// <param name="Length">Its length in bytes; null for standard input.</param>
internal sealed record SourceFile(string? Path, string RelativePath, long? Length);
