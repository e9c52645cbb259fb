namespace SmartTransfer.Core.Links;

/// <summary>
/// All that is remembered of a client's network across its uploads, and what a new upload of it would be advised, and why.
/// </summary>
/// <param name="Profile">What is remembered; null when nothing is.</param>
/// <param name="Estimate">What that says of the link, as of now and with the weight that it has at the start of an upload.</param>
/// <param name="Advice">What a new upload would be advised.</param>
/// <param name="Because">Why, in sentences with their numbers.</param>
public sealed record ClientNetworkReport(
    NetworkProfile? Profile, LinkEstimate Estimate, TransferAdvice Advice, IReadOnlyList<string> Because);
