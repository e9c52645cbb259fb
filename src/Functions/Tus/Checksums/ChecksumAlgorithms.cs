using System.Security.Cryptography;

namespace SmartTransfer.Functions.Tus.Checksums;

/// <summary>
/// The algorithms of Upload-Checksum by their names: "The Server MUST support at least the SHA1 checksum algorithm identified
/// by sha1."
/// </summary>
internal static class ChecksumAlgorithms
{
    private static readonly Dictionary<string, (int Bytes, Func<IRunningChecksum> Begin)> ByName = new(StringComparer.Ordinal)
    {
        ["sha1"] = (SHA1.HashSizeInBytes, static () => new RunningDigest(HashAlgorithmName.SHA1)),
        ["md5"] = (MD5.HashSizeInBytes, static () => new RunningDigest(HashAlgorithmName.MD5)),
        ["sha256"] = (SHA256.HashSizeInBytes, static () => new RunningDigest(HashAlgorithmName.SHA256)),
        ["sha512"] = (SHA512.HashSizeInBytes, static () => new RunningDigest(HashAlgorithmName.SHA512)),
        ["crc32"] = (sizeof(uint), static () => new RunningCrc32()),
    };

    /// <summary>All names, as Tus-Checksum-Algorithm lists them.</summary>
    public static string Names { get; } = string.Join(',', ByName.Keys);

    public static bool Knows(string name) => ByName.ContainsKey(name);

    /// <summary>How long the algorithm's checksums are, in bytes.</summary>
    public static int SizeOf(string name) => ByName[name].Bytes;

    /// <summary>Begins a checksum.</summary>
    public static IRunningChecksum Begin(string name) => ByName[name].Begin();

    /// <summary>Begins every checksum, for a body of which the algorithm is only told at its end.</summary>
    public static Dictionary<string, IRunningChecksum> BeginAll() => ByName.ToDictionary(pair => pair.Key, pair => pair.Value.Begin());
}
