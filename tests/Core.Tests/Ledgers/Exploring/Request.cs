namespace SmartTransfer.Core.Tests.Ledgers.Exploring;

/// <summary>A PATCH on its way that no instance has looked at.</summary>
/// <param name="Offset">Where it says that it begins.</param>
/// <param name="Content">Its body.</param>
/// <param name="IsLive">Whether the client still waits.</param>
internal readonly record struct Request(int Offset, string Content, bool IsLive);
