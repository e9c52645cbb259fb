namespace SmartTransfer.Core.Tests.Ledgers.Exploring;

/// <summary>A point of the rules, with the content itself in place of its checksum.</summary>
/// <param name="Before">All bytes before it.</param>
/// <param name="Epoch">The epoch.</param>
internal readonly record struct Place(string Before, int Epoch);
