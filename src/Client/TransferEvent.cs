namespace SmartTransfer.Client;

/// <summary>Something that happened to a transfer and is worth a line.</summary>
/// <param name="Kind">What.</param>
/// <param name="Message">The same in words.</param>
/// <param name="Code">The code behind it: of the service, or <c>connection</c> or <c>timeout</c>; null where there is none.</param>
public sealed record TransferEvent(TransferEventKind Kind, string Message, string? Code = null);
