using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Functions.Edge;

/// <summary>What every start goes through, whatever its protocol: once per Idempotency-Key, and asked about before.</summary>
public sealed class StartGate(BeginUpload beginUpload, StartAskers askers)
{
    /// <summary>Starts an upload, or finds the one that the same request started before.</summary>
    /// <param name="request">The request, which was let in.</param>
    /// <param name="wanted">What it asks for.</param>
    /// <param name="dialect">By which protocol.</param>
    /// <param name="start">Starts it.</param>
    /// <param name="again">Tells where the upload stands that was started before.</param>
    internal async Task<Outcome<T>> RunAsync<T>(
        HttpRequest request,
        NewUpload wanted,
        Dialect dialect,
        Func<NewUpload, Task<Outcome<T>>> start,
        Func<NamedUpload, Task<Outcome<T>>> again)
        where T : notnull =>
        StartKeys.Read(request, wanted, dialect, out var key) is { } unreadable
            ? unreadable
            : await beginUpload.RunAsync(
                wanted with { By = askers.Of(request, dialect) }, key, start, again, request.HttpContext.RequestAborted);
}
