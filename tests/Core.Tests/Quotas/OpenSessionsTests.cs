using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Quotas;

public sealed class OpenSessionsTests
{
    private static readonly ServiceOptions Two = new() { ClientLimits = new ClientLimitsOptions { MaxOpenSessions = 2 } };
    private static readonly ClientKey Client = SampleClient.Key(1);

    private readonly ManualTimeProvider _clock = new();
    private readonly SequentialUploadIds _ids = new();
    private readonly InMemoryStorage _storage;
    private readonly ServiceInstance _one;
    private readonly ServiceInstance _other;

    public OpenSessionsTests()
    {
        _storage = new InMemoryStorage(_clock);
        (_one, _other) = (Instance(_storage.Ports), Instance(_storage.Ports));
    }

    [Fact]
    public async Task A_client_has_as_many_open_as_it_may_over_all_instances()
    {
        await StartedAsync(_one);
        await StartedAsync(_other);
        foreach (var instance in (ServiceInstance[])[_one, _other])
        {
            var refused = (await StartAsync(instance)).Failure;
            Assert.Equal("too-many-open-uploads", refused!.Code);
            Assert.NotNull(refused.RetryAfter);
        }

        Assert.Equal(2, _storage.SessionRows.Count);
        Assert.Equal(2, _storage.OpenUploadRows.Count);
        Assert.Null((await StartAsync(_one, SampleClient.Key(2))).Failure);
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("cancel")]
    [InlineData("expire")]
    [InlineData("reject")]
    public async Task One_that_has_ended_makes_room_at_once(string how)
    {
        var first = await StartedAsync(_one);
        await StartedAsync(_one);
        switch (how)
        {
            case "complete":
                Assert.Null((await _other.Complete.RunAsync(first, CompletionRequest.Plain, default)).Failure);
                break;
            case "cancel":
                Assert.Null((await _other.Cancel.RunAsync(first, default)).Failure);
                break;
            case "reject":
                var row = _storage.SessionRows.Single(session => session.Id == first);
                await _other.Sessions.ReplaceAsync(
                    row.MoveTo(UploadState.Rejected, _clock.GetUtcNow()) with { RejectedBecause = "blocks-lost" }, default);
                break;
            default:
                _clock.Advance(TimeSpan.FromHours(30));
                await _other.Sweep.RunAsync(default);
                break;
        }

        Assert.DoesNotContain(_storage.OpenUploadRows, note => note.Upload.Id == first);
        Assert.Null(_storage.SessionRows.Single(session => session.Id == first).Opener);
        await StartedAsync(_one);
    }

    [Fact]
    public async Task One_that_ended_while_its_instance_died_makes_room_when_the_limit_is_reached()
    {
        var faults = new FaultyStorage(_storage.Ports);
        var dying = Instance(faults.Ports);
        var first = await StartedAsync(dying);
        await StartedAsync(_one);
        faults.FailOperation(StorageOperation.RemoveOpenUpload, FaultTiming.BeforeEffect, int.MaxValue);
        Assert.Null((await dying.Complete.RunAsync(first, CompletionRequest.Plain, default)).Failure);
        Assert.Equal(2, _storage.OpenUploadRows.Count);

        await StartedAsync(_one);
        Assert.Equal("too-many-open-uploads", (await StartAsync(_one)).Failure?.Code);
    }

    [Fact]
    public async Task One_that_ended_while_its_instance_died_is_struck_out_by_the_sweep_though_its_client_never_comes_back()
    {
        var faults = new FaultyStorage(_storage.Ports);
        var dying = Instance(faults.Ports);
        var first = await StartedAsync(dying);
        faults.FailOperation(StorageOperation.RemoveOpenUpload, FaultTiming.BeforeEffect, int.MaxValue);
        Assert.Null((await dying.Complete.RunAsync(first, CompletionRequest.Plain, default)).Failure);

        _clock.Advance(TimeSpan.FromHours(30));
        await _one.Sweep.RunAsync(default);
        Assert.Empty(_storage.OpenUploadRows);
        Assert.Empty(_storage.ExpiryRows);
    }

    [Fact]
    public async Task A_start_that_died_before_its_session_counts_for_a_while_and_not_for_ever()
    {
        var faults = new FaultyStorage(_storage.Ports);
        var dying = Instance(faults.Ports);
        faults.FailOperation(StorageOperation.AddSession, FaultTiming.BeforeEffect, int.MaxValue);
        for (var n = 0; n < 2; n++)
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(() => StartAsync(dying));
        }

        Assert.Equal("too-many-open-uploads", (await StartAsync(_one)).Failure?.Code);
        _clock.Advance(OpenSessions.StartTakes);
        await StartedAsync(_one);

        _clock.Advance(TimeSpan.FromHours(30));
        await _one.Sweep.RunAsync(default);
        Assert.Empty(_storage.OpenUploadRows);
    }

    [Fact]
    public async Task Of_two_starts_at_once_at_the_limit_both_never_get_in()
    {
        for (var round = 0; round < 50; round++)
        {
            var client = SampleClient.Key(100 + round);
            await StartedAsync(_one, client);
            var both = await Task.WhenAll(Task.Run(() => StartAsync(_one, client)), Task.Run(() => StartAsync(_other, client)));
            Assert.Contains(both, outcome => outcome.Failure is not null);
            Assert.InRange(_storage.SessionRows.Count(session => session.Opener == client), 1, 2);
        }
    }

    [Fact]
    public async Task Whatever_call_fails_no_upload_is_ever_open_and_not_counted()
    {
        foreach (var (nth, timing) in Enumerable.Range(1, 12).SelectMany(
            nth => Enum.GetValues<FaultTiming>().Select(timing => (nth, timing))))
        {
            var client = SampleClient.Key(200 + (2 * nth) + (int)timing);
            var faults = new FaultyStorage(_storage.Ports);
            var instance = Instance(faults.Ports);
            faults.FailCall(nth, timing);
            try
            {
                if ((await StartAsync(instance, client)).TryGet(out var started, out _))
                {
                    await instance.Cancel.RunAsync(started.Session.Id, default);
                }
            }
            catch (StorageUnavailableException)
            {
                // The client heard of it; what is left is what counts.
            }

            var open = _storage.SessionRows.Where(
                session => session.Opener == client && session.ClosedAt is null).Select(session => session.Id);
            Assert.Empty(open.Except(_storage.OpenUploadRows.Where(note => note.Client == client).Select(note => note.Upload.Id)));
        }
    }

    [Fact]
    public async Task A_client_that_stays_at_its_limit_has_its_sessions_asked_for_only_now_and_then()
    {
        await StartedAsync(_one);
        await StartedAsync(_one);
        await StartAsync(_one);
        _storage.Calls.Reset();
        for (var n = 0; n < 5; n++)
        {
            Assert.Equal("too-many-open-uploads", (await StartAsync(_one)).Failure?.Code);
        }

        Assert.Equal(0, _storage.Calls.Of(StorageOperation.FindSession));
        _clock.Advance(OpenSessions.LookAgain);
        await StartAsync(_one);
        Assert.NotEqual(0, _storage.Calls.Of(StorageOperation.FindSession));
    }

    [Fact]
    public async Task Without_the_limit_nothing_is_noted()
    {
        var instance = new ServiceInstance(_storage.Ports, _clock, ids: _ids);
        Assert.Null((await StartAsync(instance)).Failure);
        Assert.Equal(0, _storage.Calls.Of(StorageOperation.AddOpenUpload));
        Assert.Equal(0, _storage.Calls.Of(StorageOperation.ListOpenUploads));
    }

    [Fact]
    public async Task What_was_taken_on_days_that_are_over_is_swept_and_what_was_taken_since_yesterday_stays()
    {
        var today = DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        for (var age = 0; age < 5; age++)
        {
            await _storage.Allowances.WriteAsync(
                new Allowance(new AllowanceKey(Client, AllowanceKind.Bytes, today.AddDays(-age)), 0, 1), default);
        }

        var report = await _one.Sweep.RunAsync(default);
        Assert.Equal(3, report.AllowancesRemoved);
        Assert.Equal([today.AddDays(-1), today], _storage.AllowanceRows.Select(row => row.Key.Day).Order());
        _storage.Calls.Reset();
        await _one.Sweep.RunAsync(default);
        Assert.Equal((1, 0), (_storage.Calls.Of(StorageOperation.ReadAllowances), _storage.Calls.Of(StorageOperation.RemoveAllowance)));
    }

    private static Task<Outcome<UploadStatus>> StartAsync(ServiceInstance instance, ClientKey? client = null) =>
        instance.Start.RunAsync(
            new NewUpload("file.bin", 0, null, ExpectedDigests.None, new Dictionary<string, string>()) { Opener = client ?? Client },
            default);

    private static async Task<UploadId> StartedAsync(ServiceInstance instance, ClientKey? client = null) =>
        (await StartAsync(instance, client)).Value.Session.Id;

    private ServiceInstance Instance(StoragePorts ports) => new(ports, _clock, Two, _ids);
}
