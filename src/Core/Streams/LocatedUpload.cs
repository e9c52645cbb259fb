using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Streams;

/// <summary>An upload and how much of it is there from its beginning.</summary>
/// <param name="Found">The session as the store holds it.</param>
/// <param name="Prefix">What is there; all of it where the session is completed.</param>
internal sealed record LocatedUpload(StoredSession Found, KnownPrefix Prefix);
