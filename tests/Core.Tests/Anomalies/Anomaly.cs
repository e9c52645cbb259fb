using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Tests.Service;

namespace SmartTransfer.Core.Tests.Anomalies;

/// <summary>One operation of the service, for the loop that lets each of its storage calls fail in turn.</summary>
/// <param name="Name">What it is, for the test's name.</param>
/// <param name="PrepareAsync">Makes the upload that it works on.</param>
/// <param name="ActAsync">Does it; gives the failure, if any.</param>
/// <param name="Then">Asserts what must be so once it succeeded.</param>
internal sealed record Anomaly(
    string Name,
    Func<World, Task<UploadId>> PrepareAsync,
    Func<ServiceInstance, UploadId, Task<Failure?>> ActAsync,
    Action<World, UploadId> Then)
{
    public override string ToString() => Name;
}
