namespace SmartTransfer.LocalHost.Settings;

/// <summary>How request bodies reach the functions.</summary>
internal enum BodyMode
{
    /// <summary>As under the Functions host: a body with a Content-Length is taken in first, a chunked one is handed on.</summary>
    Functions,

    /// <summary>Every body is handed on as it arrives.</summary>
    Stream,
}
