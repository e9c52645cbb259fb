using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Functions;

/// <summary>Changes the limit of its body when it has begun to read.</summary>
public sealed class LateLimitFunction(Observations seen)
{
    [Function("LateLimit")]
    public async Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "put")] HttpRequest request)
    {
        _ = await request.Body.ReadAsync(new byte[1]);
        var limit = request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>();
        seen.Add(Assert.Throws<InvalidOperationException>(() => limit.MaxRequestBodySize = 1));
    }
}
