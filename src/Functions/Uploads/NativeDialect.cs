using SmartTransfer.Core.Identity;

namespace SmartTransfer.Functions.Uploads;

/// <summary>The native API as the domain measures by it.</summary>
internal static class NativeDialect
{
    public static readonly Dialect Instance = new("native");
}
