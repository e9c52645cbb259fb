namespace SmartTransfer.Bench.Links;

/// <summary>What a transfer cost.</summary>
/// <param name="Seconds">
/// From the first byte to the last answer; the start and the completion, which are the same for all, are left out.
/// </param>
/// <param name="ResentBytes">Bytes that were sent and had to be sent again.</param>
/// <param name="Requests">Attempts.</param>
/// <param name="IsDelivered">All of it arrived within <see cref="Transfer.PatienceSeconds"/>.</param>
/// <param name="IsDamaged">Changed bytes were taken for good.</param>
internal readonly record struct TransferOutcome(double Seconds, double ResentBytes, int Requests, bool IsDelivered, bool IsDamaged);
