namespace SmartTransfer.Core.Identity;

/// <summary>The protocol by which bytes came, as its transport names it; the domain only measures by it.</summary>
/// <param name="Name">The name, in lower case; it is the value of the attribute of what is measured.</param>
public readonly record struct Dialect(string Name);
