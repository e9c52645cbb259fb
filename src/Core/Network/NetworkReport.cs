using SmartTransfer.Core.Links;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Network;

/// <summary>All that is known of an upload's network, and why the advice is what it is.</summary>
/// <param name="Session">The session.</param>
/// <param name="CountersByInstance">What each instance counted, by its name.</param>
/// <param name="Total">All of it together.</param>
/// <param name="Estimate">What that says of the link, as of now.</param>
/// <param name="Advice">What the client should do.</param>
/// <param name="Because">Why, in sentences with their numbers.</param>
public sealed record NetworkReport(
    UploadSession Session,
    IReadOnlyDictionary<string, NetworkCounters> CountersByInstance,
    NetworkCounters Total,
    LinkEstimate Estimate,
    TransferAdvice Advice,
    IReadOnlyList<string> Because);
