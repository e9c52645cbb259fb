using System.Collections.Concurrent;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Quotas;

/// <summary>
/// What each client may have in a window of time, over all instances. An instance takes it from the one record of client and
/// window in batches, by ETag, and gives it out from memory: a bound that all instances together never exceed, for a small part of a
/// storage call a chunk. Nobody can use what an instance took and did not use until the window ends, except what it gives back.
/// </summary>
/// <remarks>
/// Storage that does not answer is thrown on, and refuses the request with it: a limit that gives way when storage is slow
/// would not be one, and
/// a chunk could not be stored then anyway. Windows go by each instance's clock; one whose clock is slow goes by the window
/// that others have begun.
/// </remarks>
public sealed class Allowances(IAllowanceStore store, ClientLimitsOptions options, TimeProvider clock)
{
    /// <summary>
    /// How many times as much as is needed is taken at once: at 128 an even stream of chunks costs less than 0.01 calls each.
    /// </summary>
    public const int BatchFactor = 128;

    /// <summary>
    /// The share of what is left that is taken at once, at most: so that the first instance to come does not take it all.
    /// </summary>
    public const int ShareOfRest = 4;

    private const int MaxTries = 10;
    private const int MaxEntries = 20_000;

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(ClientKey Client, AllowanceKind Kind), HeldAllowance> _held = new();

    /// <summary>Takes some of a client's allowance. Where there is no limit, this is nothing.</summary>
    /// <returns>Null when it may have it, else why not.</returns>
    public async Task<Failure?> TakeAsync(ClientKey client, AllowanceKind kind, long amount, CancellationToken cancellationToken)
    {
        if (amount <= 0 || AllowanceWindow.Of(kind, options, clock.GetUtcNow()) is not { } window)
        {
            return null;
        }

        var held = HeldOf(client, kind);
        if (held.TryTake(window, amount))
        {
            return null;
        }

        if (amount > window.Most || held.IsRefused(amount, clock.GetUtcNow()))
        {
            return Refusal(kind, amount, window);
        }

        await held.Turn.WaitAsync(cancellationToken);
        try
        {
            return await TakeFromStoreAsync(held, new AllowanceKey(client, kind, window.Day), window, amount, cancellationToken);
        }
        finally
        {
            held.Turn.Release();
        }
    }

    /// <summary>Takes back what was taken and not used.</summary>
    public void GiveBack(ClientKey client, AllowanceKind kind, long amount, DateTimeOffset takenAt)
    {
        // Of the window in which it was taken: it does not add to the next one's.
        if (amount > 0 && AllowanceWindow.Of(kind, options, takenAt) is { } window && _held.TryGetValue((client, kind), out var held))
        {
            held.Add(window, amount);
        }
    }

    /// <summary>
    /// Returns to the store what this instance holds of a client's allowance beyond this, or of all clients' when it stops; as
    /// far as that works out at the first try.
    /// </summary>
    public async Task ReturnAsync(ClientKey client, AllowanceKind kind, long keep, CancellationToken cancellationToken)
    {
        if (AllowanceWindow.Of(
            kind,
            options,
            clock.GetUtcNow()) is not { } window || !_held.TryGetValue((client, kind), out var held) || held.LeftIn(window) <= keep)
        {
            return;
        }

        await held.Turn.WaitAsync(cancellationToken);
        try
        {
            var amount = held.LeftIn(window) - keep;
            if (amount > 0
                && held.Row is { } row
                && row.Key.Day == window.Day
                && row.Window == window.Number
                && held.TryTake(window, amount))
            {
                // Forestalled, it stays taken: nobody has it then, which is on the safe side.
                held.Row = await store.WriteAsync(row with { Taken = row.Taken - amount }, cancellationToken);
            }
        }
        finally
        {
            held.Turn.Release();
        }
    }

    /// <summary>Returns all that this instance holds; for an instance that is stopped properly.</summary>
    public async Task ReturnAllAsync(CancellationToken cancellationToken)
    {
        foreach (var (client, kind) in _held.Keys)
        {
            await ReturnAsync(client, kind, 0, cancellationToken);
        }
    }

    private async Task<Failure?> TakeFromStoreAsync(
        HeldAllowance held, AllowanceKey key, AllowanceWindow window, long amount, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (held.TryTake(window, amount))
            {
                return null;
            }

            var isKnown = held.Row?.Key == key;
            var row = (isKnown ? held.Row : await store.FindAsync(key, cancellationToken)) ?? new Allowance(key, window.Number, 0);
            var current = Math.Max(row.Window, window.Number);
            var taken = row.Window == current ? row.Taken : 0;
            var need = amount - held.LeftIn(window);
            var rest = window.Most - taken;
            if (need > rest)
            {
                held.Row = null;
                if (isKnown)
                {
                    // Others may have given something back.
                    continue;
                }

                held.Refuse(amount, Sooner(clock.GetUtcNow() + LookAgain, window.EndsAt));
                return Refusal(key.Kind, amount, window);
            }

            var batch = Math.Max(need, Math.Min(amount * BatchFactor, rest / ShareOfRest));
            held.Row = await store.WriteAsync(row with { Window = current, Taken = taken + batch }, cancellationToken);
            if (held.Row is not null)
            {
                held.Add(window, batch);
            }
        }

        throw new StorageUnavailableException(
            $"Other instances changed a client's allowance first, {MaxTries} times in a row.", TimeSpan.FromSeconds(1), null);
    }

    private Failure Refusal(AllowanceKind kind, long amount, AllowanceWindow window)
    {
        var wait = window.EndsAt - clock.GetUtcNow();
        return kind is AllowanceKind.Requests
            ? FailureCatalogue.TooManyRequests(options.MaxRequestsPerSecond!.Value, wait)
            : amount > window.Most
            ? FailureCatalogue.TooManyBytesAtOnce(amount, window.Most)
            : FailureCatalogue.TooManyBytes(window.Most, wait);
    }

    private static DateTimeOffset Sooner(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private HeldAllowance HeldOf(ClientKey client, AllowanceKind kind)
    {
        if (_held.TryGetValue((client, kind), out var known))
        {
            return known;
        }

        if (_held.Count >= MaxEntries)
        {
            MakeRoom();
        }

        return _held.GetOrAdd((client, kind), static _ => new HeldAllowance());
    }

    private void MakeRoom()
    {
        var now = clock.GetUtcNow();
        foreach (var key in _held.Where(entry => entry.Value.EndsAt <= now).Select(entry => entry.Key).ToList())
        {
            _held.TryRemove(key, out _);
        }

        // All are in use: drop any tenth. Nobody can use what they held after that.
        if (_held.Count >= MaxEntries)
        {
            foreach (var key in _held.Keys.Take(MaxEntries / 10).ToList())
            {
                _held.TryRemove(key, out _);
            }
        }
    }
}
