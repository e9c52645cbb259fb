using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Concatenation;

/// <summary>How far a final upload is put together.</summary>
/// <param name="Session">The session as it is stored now.</param>
/// <param name="Step">What it waits for.</param>
public sealed record ConcatenationProgress(UploadSession Session, ConcatenationStep Step);
