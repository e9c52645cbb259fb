using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Uploads;

/// <summary>A completed file, opened for reading.</summary>
/// <param name="Session">The session it came from.</param>
/// <param name="Content">Its bytes.</param>
public sealed record OpenedContent(UploadSession Session, StoredContent Content);
