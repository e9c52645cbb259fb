using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Streams;

/// <summary>How taking in a body of any length ended. Nothing of it is on its way to storage any more.</summary>
/// <param name="Counting">Where the upload stands with what is staged and counts.</param>
/// <param name="Refused">Why the body was not taken in to its end; null where it was, or where a block was not staged.</param>
/// <param name="NotStaged">Why a block was not staged; it is counted already. Null where all were.</param>
internal readonly record struct ReceivedStream(StreamTip Counting, Failure? Refused = null, Failure? NotStaged = null);
