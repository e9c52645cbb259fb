using SmartTransfer.Storm.Hosts;

namespace SmartTransfer.Storm.Scenarios;

/// <summary>What a scenario is given.</summary>
/// <param name="Http">Connections for all.</param>
/// <param name="Fleet">The instances.</param>
/// <param name="Number">The upload's number in the storm.</param>
/// <param name="Seed">What decides everything that its clients leave to chance.</param>
/// <param name="StartedAt">The timestamp at which the storm began.</param>
/// <param name="Ending">Fires when the upload should long have come to an end.</param>
internal sealed record StormSite(HttpClient Http, Fleet Fleet, int Number, int Seed, long StartedAt, CancellationToken Ending);
