using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Uploads;

/// <summary>What came of claiming a blob's name.</summary>
/// <param name="Held">The claim as it was written for the upload; null where its name needs none, or another upload has it.</param>
/// <param name="Refused">Why the upload cannot have the name; null where it has it.</param>
public readonly record struct ClaimedName(Claim? Held, Failure? Refused);
