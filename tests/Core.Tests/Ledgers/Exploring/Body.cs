namespace SmartTransfer.Core.Tests.Ledgers.Exploring;

/// <summary>A body that an instance took.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="At">Where its next block continues the file.</param>
/// <param name="Rest">Its bytes that are not staged yet.</param>
/// <param name="Begin">How many bytes were before it.</param>
/// <param name="IsLive">Whether the client still waits for the answer; else its connection is gone, and it goes on all the same.</param>
internal readonly record struct Body(int Instance, Place At, string Rest, int Begin, bool IsLive);
