using System.Globalization;

namespace SmartTransfer.Bench.Links;

/// <summary>
/// Simulates uploads over bad links: our advice beside fixed sizes, a stream of the whole file, and the best size in hindsight.
/// </summary>
internal static class LinkBenchmark
{
    /// <summary>What docs/network.md was made with.</summary>
    public const ulong DefaultSeed = 1;

    /// <summary>Transfers of each policy over each link.</summary>
    public const int Runs = 20;

    public static int Run(string[] arguments)
    {
        var seed = DefaultSeed;
        if (arguments is not [] && !(
            arguments is ["--seed", var text] && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed)))
        {
            Console.Error.WriteLine("links takes [--seed N], N from 0.");
            return 2;
        }

        Console.Write(LinkTables.Text(seed, Runs, LinkProfiles.All));
        return 0;
    }
}
