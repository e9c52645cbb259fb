using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>
/// Decorates all ports of a storage with one saboteur, who makes chosen calls fail with
/// <see cref="StorageUnavailableException"/>. Reads of an opened file are calls too. The probe is left alone.
/// </summary>
public sealed class FaultyStorage
{
    private readonly Saboteur _saboteur;

    /// <summary>Storage in which nothing fails until a test says so.</summary>
    public FaultyStorage(StoragePorts inner)
    {
        _saboteur = new Saboteur(Calls);
        var sessions = new FaultySessionStore(inner.Sessions, inner.Counters, _saboteur, () => LosesRaces);
        var profiles = new FaultyNetworkProfiles(inner.Profiles, inner.ProfileExpiries, _saboteur);
        var limits = new FaultyClientLimits(inner.Allowances, inner.OpenUploads, _saboteur);
        var events = new FaultyEvents(inner.Events, inner.SetAside, _saboteur);
        Ports = new StoragePorts(
            sessions,
            sessions,
            new FaultyExpiryIndex(inner.Expiries, _saboteur),
            profiles,
            profiles,
            new FaultyBlockStore(inner.Blocks, _saboteur),
            new FaultyCommitStore(inner.Commits, _saboteur),
            new FaultyContentStore(inner.Contents, _saboteur),
            inner.Probe,
            limits,
            limits,
            new FaultyTurns(inner.Turns, _saboteur),
            new FaultyUploadList(inner.Lists, _saboteur),
            events,
            events,
            new FaultyClaims(inner.Claims, _saboteur));
    }

    /// <summary>The sabotaged ports.</summary>
    public StoragePorts Ports { get; }

    /// <summary>Whether every change of a session finds that another was faster.</summary>
    public bool LosesRaces { get; set; }

    /// <summary>Calls that were attempted, by operation, failed ones included.</summary>
    public StorageCalls Calls { get; } = new();

    /// <summary>Calls attempted since the last choice of faults, over all ports together.</summary>
    public int CallsMade => _saboteur.Made;

    /// <summary>Calls that were made to fail since the last choice of faults.</summary>
    public int FaultsStruck => _saboteur.Struck;

    /// <summary>Makes the n-th call from now fail, counted from 1 over all ports together. Restarts the count.</summary>
    public void FailCall(int n, FaultTiming timing) => _saboteur.Choose((call, _) => call == n, timing);

    /// <summary>Makes the n-th call from now fail, and where the instance is cut off all that follow.</summary>
    public void FailCall(int n, FaultTiming timing, bool isCutOff)
    {
        if (isCutOff)
        {
            FailFrom(n, timing);
        }
        else
        {
            FailCall(n, timing);
        }
    }

    /// <summary>Lets the n-th call from now and all that follow fail: the instance is cut off.</summary>
    /// <param name="n">Counting from 1.</param>
    /// <param name="timing">When they fail.</param>
    /// <param name="fault">What they fail with; null for <see cref="StorageUnavailableException"/>.</param>
    public void FailFrom(int n, FaultTiming timing = FaultTiming.BeforeEffect, Func<Exception>? fault = null) =>
        _saboteur.Choose((call, _) => call >= n, timing, fault);

    /// <summary>Lets the next <paramref name="times"/> calls of one operation fail.</summary>
    public void FailOperation(StorageOperation operation, FaultTiming timing, int times = 1)
    {
        var left = times;
        _saboteur.Choose((_, called) => called == operation && left-- > 0, timing);
    }

    /// <summary>Makes no more calls fail. Restarts the count.</summary>
    public void Heal() => _saboteur.Choose(static (_, _) => false, default);
}
