using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;

namespace SmartTransfer.Core.Ports;

/// <summary>Keeps what each instance counted of a session's network.</summary>
public interface INetworkCounterStore
{
    /// <summary>
    /// Puts an instance's counters of a session in place of its earlier ones: one write, no read. Throws
    /// <see cref="StorageUnavailableException"/>.
    /// </summary>
    /// <param name="id">The session.</param>
    /// <param name="instance">The instance's name; nobody else writes under it.</param>
    /// <param name="counters">All that the instance counted since it first saw the session.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task WriteAsync(UploadId id, string instance, NetworkCounters counters, CancellationToken cancellationToken);
}
