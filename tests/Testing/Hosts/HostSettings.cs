namespace SmartTransfer.Testing.Hosts;

/// <summary>How a host is to be started.</summary>
public sealed record HostSettings
{
    /// <summary>The storage account.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The container that holds the files.</summary>
    public required string ContainerName { get; init; }

    /// <summary>What the tables' names begin with.</summary>
    public required string TablePrefix { get; init; }

    /// <summary>How request bodies reach the functions: <c>functions</c> or <c>stream</c>.</summary>
    public string Bodies { get; init; } = "functions";

    /// <summary>The port of the loopback address; a free one where it is 0.</summary>
    public int Port { get; init; }

    /// <summary>The host's assembly among the caller's own; by default that of src/LocalHost, which the caller then references.</summary>
    public string AssemblyName { get; init; } = "SmartTransfer.LocalHost.dll";

    /// <summary>Further settings, by their names in the environment; they win over the above.</summary>
    public IReadOnlyDictionary<string, string> More { get; init; } = new Dictionary<string, string>();

    /// <summary>All settings by their names in the environment.</summary>
    public IReadOnlyDictionary<string, string> All()
    {
        var all = new Dictionary<string, string>
        {
            ["SmartTransfer__Storage__ConnectionString"] = ConnectionString,
            ["SmartTransfer__Storage__ContainerName"] = ContainerName,
            ["SmartTransfer__Storage__TablePrefix"] = TablePrefix,
            ["LocalHost__Bodies"] = Bodies,
            ["LocalHost__RunTimersAtStart"] = "false",
            ["SweepSchedule"] = "0 0 * * * *",
            ["ConcatenateSchedule"] = "0 0 0 1 1 *",
            ["EventsSchedule"] = "0 0 0 1 1 *",
        };
        foreach (var (name, value) in More)
        {
            all[name] = value;
        }

        return all;
    }
}
