using System.Numerics;

namespace SmartTransfer.Bench.Links;

/// <summary>
/// Random numbers that are the same on every machine and in every version of the runtime: xoshiro256** (Blackman and Vigna,
/// 2018), its state filled by SplitMix64. No logarithm is taken: what a C library returns for one differs in the last bit.
/// </summary>
internal sealed class RandomStream
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <param name="seed">The seed of the run.</param>
    /// <param name="purpose">
    /// What the numbers are for. Streams of different purposes are independent, so that one policy's draws do not move
    /// another's link.
    /// </param>
    public RandomStream(ulong seed, ulong purpose)
    {
        var state = Mix(seed) ^ (purpose * 0xD1B54A32D192ED03);
        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return (result >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Uniform in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public double Between(double from, double to) => from + ((to - from) * Next());

    /// <summary>
    /// The time to the next event of a Poisson process, by comparisons alone (von Neumann, 1951); infinite where there is none.
    /// </summary>
    /// <param name="rate">Events per unit of time.</param>
    public double UntilNext(double rate)
    {
        if (rate <= 0)
        {
            return double.PositiveInfinity;
        }

        for (var whole = 0; ; whole++)
        {
            var first = Next();
            var (previous, drawn, next) = (first, 2, Next());
            while (next < previous)
            {
                (previous, next) = (next, Next());
                drawn++;
            }

            if (drawn % 2 == 0)
            {
                return (whole + first) / rate;
            }
        }
    }

    private static ulong Mix(ulong seed) => SplitMix(ref seed);

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
