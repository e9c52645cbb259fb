using System.Net;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Azure.Tests.Clients;

public sealed class StorageProbeTests
{
    [Theory]
    [InlineData(403, "Storage refuses the service's identity or key.")]
    [InlineData(401, "Storage refuses the service's identity or key.")]
    [InlineData(503, "Storage is too busy at the moment.")]
    [InlineData(429, "Storage is too busy at the moment.")]
    [InlineData(500, "Storage answered with status 500.")]
    [InlineData(404, null)]
    public async Task What_storage_answers_is_told_in_plain_words(int status, string? words)
    {
        using var storage = new StubbedStorage(_ => StubbedStorage.Answer(status));
        var answers = await new StorageProbe(storage.Clients, TimeProvider.System).ProbeAsync(default);
        Assert.Equal(new Dictionary<string, string?> { ["blobs"] = words, ["tables"] = words }, answers);
        Assert.Equal(2, storage.Requests);
    }

    [Fact]
    public async Task Storage_that_cannot_be_reached_is_told_without_its_name()
    {
        using var storage = new StubbedStorage(_ => throw new HttpRequestException("storage.invalid: no such host"));
        var answers = await new StorageProbe(storage.Clients, TimeProvider.System).ProbeAsync(default);
        Assert.All(answers.Values, words => Assert.Equal("Storage cannot be reached.", words));
    }

    [Fact]
    public async Task Silent_storage_is_waited_for_but_shortly()
    {
        using var storage = new StubbedStorage(SilenceAsync);
        var clock = new ManualTimeProvider();
        var probing = new StorageProbe(storage.Clients, clock).ProbeAsync(default);
        await clock.WhenTimersArePendingAsync(2);
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.All((await probing).Values, words => Assert.Equal("Storage did not answer within 3 s.", words));
    }

    [Fact]
    public async Task Whoever_asked_may_stop_waiting()
    {
        using var storage = new StubbedStorage(SilenceAsync);
        using var stop = new CancellationTokenSource();
        var probing = new StorageProbe(storage.Clients, new ManualTimeProvider()).ProbeAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probing);
    }

    private static async Task<HttpResponseMessage> SilenceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return new HttpResponseMessage(HttpStatusCode.OK);
    }
}
