using SmartTransfer.Functions.Tests.Authorization;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.OpenApi.Surface;

/// <summary>The hosts on which codes are provoked, each started once: which settings a code needs is said here.</summary>
public sealed class SurfaceHosts : IAsyncLifetime
{
    private const string Secret = "--SmartTransfer:Network:ClientKeySecret=0123456789abcdef0123456789abcdef";

    private static readonly string[] Plain =
    [
        .. ApiHost.SmallChunks,
        "--SmartTransfer:Retry:MaxRetries=0",
        "--SmartTransfer:Limits:MaxSha256FileBytes=1000",
        $"--SmartTransfer:Limits:MaxFileBytes={Provocation.LongestFile}",
    ];

    private readonly Dictionary<string, Task<(ApiHost Host, AuthorizedHost? Issuer)>> _started = [];

    private HookReceiver? _refusing;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var started in _started.Values)
        {
            var (host, issuer) = await started;
            await (issuer as IAsyncDisposable ?? host).DisposeAsync();
        }

        if (_refusing is { } receiver)
        {
            await receiver.DisposeAsync();
        }
    }

    /// <summary>The host for a code of an operation.</summary>
    internal async Task<(ApiHost Host, AuthorizedHost? Issuer)> ForAsync(ApiOperation operation, string code)
    {
        var kind = code switch
        {
            // One's own are listed where it is known who asks.
            "lists-not-kept" => operation.Function == "ListUploads" ? "authorized, unlisted" : "quiet",
            "query-invalid" or "storage-unavailable" or "internal-error" when operation.Function == "ListUploads" => "authorized",
            "token-missing" or "token-invalid" or "token-expired" or "token-scope-missing" => "authorized",
            "authorization-unavailable" => "issuer down",
            "too-many-requests" or "too-many-bytes" or "too-many-open-uploads" or "body-over-daily-limit" => "limited",

            // What is remembered of a client is never missed: only the limits make this one ask storage in earnest.
            "storage-unavailable" or "internal-error" when operation.Function == "GetClientNetwork" => "limited",
            "busy" => "full",
            "file-name-taken" => "named",
            "start-refused" => "refusing",
            "hook-unavailable" => "alone",
            "metrics-not-served" => "quiet",
            "document-not-found" when operation.Function is "GetPage" or "GetHome" => "quiet",
            _ => "plain",
        };
        if (!_started.TryGetValue(kind, out var host))
        {
            _started[kind] = host = StartAsync(kind);
        }

        return await host;
    }

    private async Task<HookReceiver> RefusingAsync()
    {
        _refusing = await HookReceiver.StartAsync();
        _refusing.Answer = (403, string.Empty);
        return _refusing;
    }

    private async Task<(ApiHost Host, AuthorizedHost? Issuer)> StartAsync(string kind)
    {
        string[] settings = kind switch
        {
            "authorized" =>
            [
                "--SmartTransfer:Authorization:TokenOnEveryRequest=true",
                $"--SmartTransfer:Authorization:RequiredScope={Provocation.Scope}",
            ],
            "limited" =>
            [
                Secret,
                "--SmartTransfer:ClientLimits:MaxRequestsPerSecond=1",
                "--SmartTransfer:ClientLimits:RequestWindow=00:00:05",
                "--SmartTransfer:ClientLimits:MaxBytesPerDay=100000",
                "--SmartTransfer:ClientLimits:MaxOpenSessions=1",
            ],
            "refusing" => (await RefusingAsync()).Settings,
            "alone" =>
            [
                "--SmartTransfer:Hooks:BeforeStart=http://127.0.0.1:9/nobody", $"--SmartTransfer:Hooks:Secret={HookReceiver.Secret}",
            ],
            "named" => ["--SmartTransfer:Files:NameTemplate={fileName}", "--SmartTransfer:Files:OnConflict=fail"],
            "full" => ["--SmartTransfer:Admission:MaxBytesInFlight=65536"],
            "quiet" =>
            [
                "--SmartTransfer:Telemetry:Prometheus=false", "--SmartTransfer:Page:Enabled=false", "--SmartTransfer:Lists:Enabled=false",
            ],
            "authorized, unlisted" => ["--SmartTransfer:Lists:Enabled=false"],
            _ => [],
        };
        if (kind is not ("authorized" or "authorized, unlisted" or "issuer down"))
        {
            return (await ApiHost.StartAsync([.. Plain, .. settings]), null);
        }

        var authorized = await AuthorizedHost.StartAsync([.. Plain, .. settings]);
        authorized.Issuer.IsDown = kind == "issuer down";
        return (authorized.Api, authorized);
    }
}
