using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="IClaims"/> promises.</summary>
[ContractOf(typeof(IClaims))]
public abstract class ClaimsContract : StorageContract
{
    private static readonly DateTimeOffset At = ManualTimeProvider.DefaultStart + TimeSpan.FromTicks(44);
    private static readonly ClaimKey Key = ClaimKey.OfStart("caller", "key");

    [Fact]
    public async Task Who_comes_first_has_it_and_who_comes_later_is_told_who()
    {
        var claim = new Claim(Key, NextId(), At) { Fingerprint = Sha256Digest.Of([1]) };
        var held = await Storage.Claims.AddAsync(claim, None);
        Assert.Equal(claim, held with { Version = null });
        Assert.NotNull(held.Version);

        Assert.Equal(held, await Storage.Claims.AddAsync(new Claim(Key, NextId(), At.AddDays(1)), None));
        Assert.Equal(held, await Storage.Claims.AddAsync(claim, None));
        Assert.Equal(held, await Storage.Claims.FindAsync(Key, None));
    }

    [Fact]
    public async Task Of_several_at_once_one_has_it()
    {
        var held = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Storage.Claims.AddAsync(new Claim(Key, NextId(), At), None)));
        Assert.Single(held.Select(claim => claim.Upload).Distinct());
    }

    [Fact]
    public async Task What_nobody_claimed_is_not_found() => Assert.Null(await Storage.Claims.FindAsync(Key, None));

    [Fact]
    public async Task Claims_of_one_kind_and_of_another_are_kept_apart()
    {
        Assert.True(BlobName.TryParse("key", out var name, out _));
        await Storage.Claims.AddAsync(new Claim(ClaimKey.OfName(name), NextId(), At), None);
        await Storage.Claims.AddAsync(new Claim(ClaimKey.OfStart("caller", "other"), NextId(), At), None);
        Assert.Null(await Storage.Claims.FindAsync(Key, None));
    }

    [Fact]
    public async Task It_is_written_over_as_it_was_read_and_not_otherwise()
    {
        var held = await Storage.Claims.AddAsync(new Claim(Key, NextId(), At), None);
        var other = NextId();
        var replaced = await Storage.Claims.ReplaceAsync(held with { Upload = other, At = At.AddDays(1), BegunAt = At }, None);
        Assert.Equal((other, At.AddDays(1), At, null), (replaced!.Upload, replaced.At, replaced.BegunAt, replaced.Fingerprint));
        Assert.NotEqual(held.Version, replaced.Version);
        Assert.Null(await Storage.Claims.ReplaceAsync(held, None));
        Assert.Equal(replaced, await Storage.Claims.FindAsync(Key, None));
    }

    [Fact]
    public async Task It_is_removed_as_it_was_read_and_not_otherwise()
    {
        var held = await Storage.Claims.AddAsync(new Claim(Key, NextId(), At), None);
        var written = await Storage.Claims.ReplaceAsync(held with { At = At.AddDays(1) }, None);
        Assert.False(await Storage.Claims.RemoveAsync(held, None));
        Assert.Equal(written, await Storage.Claims.FindAsync(Key, None));

        Assert.True(await Storage.Claims.RemoveAsync(written!, None));
        Assert.True(await Storage.Claims.RemoveAsync(written!, None));
        Assert.Null(await Storage.Claims.FindAsync(Key, None));
        Assert.Null(await Storage.Claims.ReplaceAsync(written!, None));
    }

    [Fact]
    public async Task Writing_over_what_was_never_read_is_a_mistake_of_the_caller()
    {
        var claim = new Claim(Key, NextId(), At);
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.Claims.ReplaceAsync(claim, None));
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.Claims.RemoveAsync(claim, None));
    }

    [Fact]
    public async Task Every_call_heeds_its_token()
    {
        var held = await Storage.Claims.AddAsync(new Claim(Key, NextId(), At), None);
        await AssertHeedTheirTokenAsync(
            token => Storage.Claims.AddAsync(held, token),
            token => Storage.Claims.FindAsync(Key, token),
            token => Storage.Claims.ReplaceAsync(held, token),
            token => Storage.Claims.RemoveAsync(held, token));
    }
}
