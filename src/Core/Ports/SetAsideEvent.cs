namespace SmartTransfer.Core.Ports;

/// <summary>An event that was not delivered to a sink for so long that no timer tries any more.</summary>
/// <param name="Sink">The sink's name.</param>
/// <param name="Message">The event.</param>
/// <param name="SetAsideAt">When it was given up.</param>
/// <param name="Reason">Why the last try failed, in words for an operator.</param>
public sealed record SetAsideEvent(string Sink, EventMessage Message, DateTimeOffset SetAsideAt, string Reason);
