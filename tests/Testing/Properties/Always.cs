using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace SmartTransfer.Testing.Properties;

/// <summary>
/// Checks a statement over generated values; a failure names the value and the seed that brings it back. The environment
/// says how many values (<c>SMARTTRANSFER_TEST_VALUES</c>, default 100) and which (<c>SMARTTRANSFER_TEST_SEED</c>, default
/// others each time).
/// </summary>
public static class Always
{
    private static readonly Config Settings = Read();

    /// <summary>Checks that the assertions in <paramref name="body"/> pass for every value.</summary>
    public static void Holds<T>(Gen<T> values, Action<T> body) => Prop.ForAll(values.ToArbitrary(), body).Check(Settings);

    private static Config Read()
    {
        var config = Config.QuickThrowOnFailure;
        if (int.TryParse(Environment.GetEnvironmentVariable("SMARTTRANSFER_TEST_VALUES"), CultureInfo.InvariantCulture, out var count))
        {
            config = config.WithMaxTest(count);
        }

        return ulong.TryParse(Environment.GetEnvironmentVariable("SMARTTRANSFER_TEST_SEED"), CultureInfo.InvariantCulture, out var seed)
            ? config.WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed), FSharpOption<int>.None)))
            : config;
    }
}
