namespace SmartTransfer.Client.Http;

/// <summary>Where the service is, and how uploads are named (rule 1.1).</summary>
internal sealed class ServiceAddress
{
    private const int IdLength = 22;

    public ServiceAddress(Uri service)
    {
        if (!service.IsAbsoluteUri || service.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException(
                $"'{service.OriginalString}' is not the address of a service; give one such as https://app.example/api/.",
                nameof(service));
        }

        var path = service.AbsolutePath is "" or "/" ? "/api/" : service.AbsolutePath.TrimEnd('/') + "/";
        Base = new Uri(new Uri(service.GetLeftPart(UriPartial.Authority)), path);
    }

    /// <summary>The service with its route prefix; it ends with a slash, and has no query.</summary>
    public Uri Base { get; }

    public Uri Uploads => new(Base, "uploads");

    public Uri Tus => new(Base, "tus");

    public Uri Network => new(Base, "network");

    public Uri Upload(string id, string rest = "") => new(Base, $"uploads/{id}{rest}");

    /// <summary>An upload's path, as a journal keeps it.</summary>
    public string PathOf(string id) => Upload(id).AbsolutePath;

    /// <summary>The id in an id, a path or a URL.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static string IdOf(string upload)
    {
        var text = upload.Split('?', '#')[0].TrimEnd('/');
        if (text.EndsWith("/content", StringComparison.Ordinal))
        {
            text = text[..^"/content".Length];
        }

        var id = text[(text.LastIndexOf('/') + 1)..];
        return id.Length == IdLength && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            ? id
            : throw new ArgumentException("An upload is named by its id of 22 characters, by its path or by its URL.", nameof(upload));
    }

    /// <summary>What progress and logs call an upload: not enough to write to it.</summary>
    public static string ShortOf(string id) => id[..6];
}
