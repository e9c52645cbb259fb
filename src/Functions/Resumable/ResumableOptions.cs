using System.Globalization;
using SmartTransfer.Core.Options;

namespace SmartTransfer.Functions.Resumable;

/// <summary>Resumable uploads of the IETF. Section <c>SmartTransfer:Resumable</c>.</summary>
public sealed class ResumableOptions
{
    /// <summary>
    /// The versions of the draft that are served, as clients name them in Upload-Draft-Interop-Version, separated by commas; at least
    /// one of 9, 8 and 6. A request that names none is always served. Default all of them.
    /// </summary>
    [Setting("interop versions")]
    public string InteropVersions { get; init; } = "9, 8, 6";

    /// <summary>The rules that are broken, as sentences.</summary>
    internal IEnumerable<string> Broken()
    {
        var names = Names();
        if (names.Length == 0)
        {
            yield return "SmartTransfer:Resumable:InteropVersions is empty; give at least one of 9, 8 and 6.";
        }

        foreach (var name in names.Where(name => Find(name) is null))
        {
            yield return $"SmartTransfer:Resumable:InteropVersions names '{name}', which is not served; give some of 9, 8 and 6, "
                + "separated by commas.";
        }
    }

    /// <summary>The versions that are served, newest first.</summary>
    internal IReadOnlyList<InteropVersion> Served() => [.. InteropVersion.All.Where(version => Names().Any(name => Find(name) == version))];

    private static InteropVersion? Find(string name) =>
        InteropVersion.All.FirstOrDefault(version => version.Number.ToString(CultureInfo.InvariantCulture) == name);

    private string[] Names() => InteropVersions.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
