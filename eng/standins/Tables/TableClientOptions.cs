using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>Options of the clients; transport, retries and diagnostics are those of every Azure client.</summary>
public class TableClientOptions : ClientOptions
{
    private const ServiceVersion LatestVersion = ServiceVersion.V2020_12_06;

    /// <summary>Options that speak the given version of the protocol.</summary>
    public TableClientOptions(ServiceVersion serviceVersion = LatestVersion) =>
        Version = serviceVersion switch
        {
            ServiceVersion.V2019_02_02 => "2019-02-02",
            ServiceVersion.V2020_12_06 => "2020-12-06",
            _ => throw new ArgumentOutOfRangeException(nameof(serviceVersion), serviceVersion, "No such version of the Table service."),
        };

    /// <summary>A version of the Table service's protocol.</summary>
    public enum ServiceVersion
    {
        /// <summary>2019-02-02.</summary>
        V2019_02_02 = 1,

        /// <summary>2020-12-06.</summary>
        V2020_12_06 = 2,
    }

    /// <summary>The value of the x-ms-version header.</summary>
    internal string Version { get; }
}
