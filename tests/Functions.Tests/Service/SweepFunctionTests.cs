using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Functions.Tests.Service;

public sealed class SweepFunctionTests
{
    [Fact]
    public async Task The_sweep_runs_at_the_start_and_then_by_its_schedule()
    {
        var clock = new ManualTimeProvider();
        var stored = new InMemoryStorage(clock);
        ClientUpload expired;
        await using (var earlier = await ApiHost.StartWithTimersAsync(stored, clock))
        {
            expired = await ClientUpload.SentAsync(earlier, [1, 2], 1);
        }

        clock.Advance(TimeSpan.FromHours(30));
        await using var host = await ApiHost.StartWithTimersAsync(stored, clock);
        await Eventually.HoldsAsync("the session is expired", () => stored.SessionRows.Single().State == UploadState.Expired);
        await Eventually.HoldsAsync("its blocks are gone", () => !stored.BlobIds.Contains(expired.Id));

        // The tombstone goes with a later run, and the entry of the index with it.
        await Eventually.HoldsAsync("the rows are gone", async () =>
        {
            await clock.WhenTimersArePendingAsync(1);
            clock.Advance(TimeSpan.FromHours(1));
            return stored.SessionRows.Count == 0 && stored.ExpiryRows.Count == 0;
        });
    }
}
