using System.Globalization;
using SmartTransfer.Bench.Links;

namespace SmartTransfer.Bench.Relay;

/// <summary>Puts one of the simulation's links before a host, in real time, until it is told to stop.</summary>
internal static class RelayCommand
{
    private const int Usage = 2;

    /// <summary>
    /// The links that can be relayed: all but those that cut requests, since a relay sees bytes and not where a request ends.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, LinkProfile> Links =
        LinkProfiles.All.Where(link => link.DeathsPerRequest <= 0).ToDictionary(NameOf);

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, CancellationToken cancellationToken)
    {
        if (arguments is not [var name, var address, var text, .. var rest]
            || !Links.TryGetValue(name, out var link)
            || !Uri.TryCreate(address, UriKind.Absolute, out var host) || host.Scheme != Uri.UriSchemeHttp
            || !ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || SeedOf(rest) is not { } seed)
        {
            await Console.Error.WriteLineAsync(
                $"relay takes LINK http://HOST:PORT PORT [--seed N]; LINK is {string.Join(", ", Links.Keys)}. Port 0 takes a free one.");
            return Usage;
        }

        await using var relay = new LinkRelay(link, host, port, seed, new LinkLog(output));
        await output.WriteLineAsync($"{relay.Address} leads to {host} over '{link.Name}', seed {seed}.");
        await relay.RunAsync(cancellationToken);
        return 0;
    }

    private static string NameOf(LinkProfile link) => link.Name.ToLowerInvariant().Replace(' ', '-');

    private static ulong? SeedOf(string[] rest) => rest switch
    {
        [] => LinkBenchmark.DefaultSeed,
        ["--seed", var text] when ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) => seed,
        _ => null,
    };
}
