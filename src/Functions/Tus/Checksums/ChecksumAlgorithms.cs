using System.Security.Cryptography;

namespace SmartTransfer.Functions.Tus.Checksums;

/// <summary>
/// The algorithms of Upload-Checksum by their names: "The Server MUST support at least the SHA1 checksum algorithm identified
/// by sha1."
/// </summary>
internal static class ChecksumAlgorithms
{
    private static readonly Dictionary<string, Func<IRunningChecksum>> ByName = new(StringComparer.Ordinal)
    {
        ["sha1"] = static () => new RunningDigest(HashAlgorithmName.SHA1),
        ["md5"] = static () => new RunningDigest(HashAlgorithmName.MD5),
        ["sha256"] = static () => new RunningDigest(HashAlgorithmName.SHA256),
        ["sha512"] = static () => new RunningDigest(HashAlgorithmName.SHA512),
        ["crc32"] = static () => new RunningCrc32(),
    };

    /// <summary>All names, as Tus-Checksum-Algorithm lists them.</summary>
    public static string Names { get; } = string.Join(',', ByName.Keys);

    public static bool Knows(string name) => ByName.ContainsKey(name);

    /// <summary>Begins a checksum.</summary>
    public static IRunningChecksum Begin(string name) => ByName[name]();

    /// <summary>Begins every checksum, for a body of which the algorithm is only told at its end.</summary>
    public static Dictionary<string, IRunningChecksum> BeginAll() => ByName.ToDictionary(pair => pair.Key, pair => pair.Value());
}
