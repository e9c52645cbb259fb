using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Ports;

/// <summary>What an application is asked before an upload starts.</summary>
/// <param name="Key">The key that the upload will have.</param>
/// <param name="FileName">The file's bare name.</param>
/// <param name="LengthBytes">Length of the whole file, in bytes; null where it is declared later.</param>
/// <param name="ContentType">Its media type; null where the client does not say.</param>
/// <param name="Role">What the upload is for.</param>
/// <param name="Metadata">The client's own names and values.</param>
/// <param name="By">Who asks.</param>
public sealed record StartQuestion(
    UploadKey Key,
    string FileName,
    long? LengthBytes,
    string? ContentType,
    UploadRole Role,
    IReadOnlyDictionary<string, string> Metadata,
    StartAsker By);
