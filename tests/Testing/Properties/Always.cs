using FsCheck;
using FsCheck.Fluent;

namespace SmartTransfer.Testing.Properties;

/// <summary>Checks a statement over generated values; a failure names the value and the seed that brings it back.</summary>
public static class Always
{
    /// <summary>Checks that the assertions in <paramref name="body"/> pass for a hundred values.</summary>
    public static void Holds<T>(Gen<T> values, Action<T> body) => Prop.ForAll(values.ToArbitrary(), body).QuickCheckThrowOnFailure();
}
