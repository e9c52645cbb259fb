namespace SmartTransfer.Core.Tests.Ledgers.Exploring;

/// <summary>Something that may happen next.</summary>
/// <param name="What">In words, for the story of a failure.</param>
/// <param name="Next">The state after it.</param>
/// <param name="Broken">The promise that it breaks; null for none.</param>
internal readonly record struct Move(Func<string> What, World Next, string? Broken = null);
