using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Functions.Tests.Fuzz;

/// <summary>The one file that all uploads are of: as long as each needs it.</summary>
internal static class FuzzFile
{
    /// <summary>Its bytes from a position on.</summary>
    public static byte[] Bytes(long offset, int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            var at = offset + i;
            bytes[i] = (byte)((at * 31) + ((at >> 8) * 17) + 7);
        }

        return bytes;
    }

    /// <summary>What a completed upload must consist of.</summary>
    /// <param name="session">The upload.</param>
    /// <param name="others">All uploads.</param>
    public static byte[] Of(UploadSession session, IReadOnlyDictionary<UploadId, UploadSession> others) => session.Role is UploadRole.Final
        ? [.. session.Parts.SelectMany(part => Of(others[part], others))]
        : Bytes(0, (int)session.KnownLengthBytes);
}
