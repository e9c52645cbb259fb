namespace SmartTransfer.Core.Ports;

/// <summary>Asks whether storage can be reached.</summary>
public interface IStorageProbe
{
    /// <summary>Asks each service once, without retries. Never throws for a service that does not answer.</summary>
    /// <returns>
    /// For each service by name ("blobs", "tables"): null when it answers, else why not, in words fit for anybody to read.
    /// </returns>
    Task<IReadOnlyDictionary<string, string?>> ProbeAsync(CancellationToken cancellationToken);
}
