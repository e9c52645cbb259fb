using System.Globalization;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Testing.Storage;

/// <summary>Clients as tests need them.</summary>
public static class SampleClient
{
    /// <summary>A client's key, the same for the same number.</summary>
    public static ClientKey Key(int number) =>
        ClientKey.OfClient("0123456789abcdef0123456789abcdef"u8, string.Create(CultureInfo.InvariantCulture, $"client-{number}"));
}
