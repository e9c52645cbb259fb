namespace SmartTransfer.Functions.Tests.Architecture;

/// <summary>A folder of a project in src, or a single file, at its place in the project's order.</summary>
/// <param name="Name">The folder's or the file's path within the project; empty for the project's own folder.</param>
/// <param name="Why">What it holds, and so why it stands here.</param>
public sealed record Room(string Name, string Why);
