namespace SmartTransfer.LocalHost.Settings;

/// <summary>How request bodies reach the functions.</summary>
internal enum BodyMode
{
    /// <summary>
    /// As under the Functions host: the host reads a body with a Content-Length in full first, and passes on a chunked one. It
    /// passes on no header with characters outside ASCII.
    /// </summary>
    Functions,

    /// <summary>Every body is passed on as it arrives.</summary>
    Stream,
}
