using SmartTransfer.Testing.Hosts;

namespace SmartTransfer.Storm.Hosts;

/// <summary>What happens to the storage calls of all instances; the same seed draws the same numbers.</summary>
internal sealed class StormWeather(int seed)
{
    private const double FaultyCalls = 0.02;
    private const double FaultyCallsInSquall = 0.5;
    private const double Squalls = 0.0004;
    private const double KillingWrites = 0.004;
    private const int SquallCalls = 40;

    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private int _squall;
    private volatile bool _calm;

    /// <summary>Calls that were answered 503 in storage's place.</summary>
    public int Unavailable { get; private set; }

    /// <summary>Calls that never reached storage.</summary>
    public int LostRequests { get; private set; }

    /// <summary>Calls that storage obeyed, and whose answer was lost.</summary>
    public int LostAnswers { get; private set; }

    /// <summary>Nothing fails any more.</summary>
    public void Calm() => _calm = true;

    /// <summary>Decides about a call of an instance.</summary>
    /// <param name="request">The call.</param>
    /// <param name="moment">Before storage hears of it, or after storage has obeyed.</param>
    /// <param name="kill">Kills the instance at this very moment.</param>
    public RelayVerdict Judge(RelayedRequest request, RelayMoment moment, Action kill)
    {
        bool killed;
        lock (_lock)
        {
            if (_calm)
            {
                return RelayVerdict.Pass;
            }

            killed = request.Method is not "GET" and not "HEAD" && _random.NextDouble() < KillingWrites;
            if (!killed)
            {
                return Fault(moment);
            }
        }

        kill();
        return RelayVerdict.Drop;
    }

    // Asked twice a call, so each moment has half of the faults.
    private RelayVerdict Fault(RelayMoment moment)
    {
        if (_squall > 0)
        {
            _squall--;
        }
        else if (_random.NextDouble() < Squalls)
        {
            _squall = SquallCalls;
        }

        if (_random.NextDouble() >= (_squall > 0 ? FaultyCallsInSquall : FaultyCalls) / 2)
        {
            return RelayVerdict.Pass;
        }

        if (moment is RelayMoment.Answer)
        {
            LostAnswers++;
            return RelayVerdict.Drop;
        }

        if (_random.Next(2) == 0)
        {
            LostRequests++;
            return RelayVerdict.Drop;
        }

        Unavailable++;
        return RelayVerdict.Unavailable;
    }
}
