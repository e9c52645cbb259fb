using SmartTransfer.Core.Integrity;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Integrity;

/// <summary>The library gives on this processor what the definition gives, whatever the length and the alignment.</summary>
public class Crc64NvmeDefinitionTests
{
    [Fact]
    public void Every_length_up_to_600_at_every_alignment_matches_the_definition()
    {
        const int MaxLength = 600;
        const int Alignments = 64;
        var data = Values.RandomBytes(MaxLength + Alignments, seed: 1);
        for (var start = 0; start < Alignments; start++)
        {
            var prefixes = Crc64Oracle.Prefixes(data.AsSpan(start, MaxLength));
            for (var length = 0; length <= MaxLength; length++)
            {
                var crc = Crc64Nvme.Compute(data.AsSpan(start, length));
                Assert.True(prefixes[length] == crc, $"{length} bytes at alignment {start}: want {prefixes[length]:x16}, got {crc:x16}");
            }
        }
    }

    [Fact]
    public void Long_data_matches_the_definition() => Always.Holds(
        Values.Bytes(maxLength: 20_000),
        data => Assert.Equal(Crc64Oracle.Compute(data), Crc64Nvme.Compute(data)));

    [Fact]
    public void Longer_data_matches_its_pieces_put_together() => Always.Holds(
        Values.Bytes(maxLength: 1 << 20),
        data => Assert.Equal(
            data.Chunk(20_000).Aggregate(0UL, (crc, piece) => Crc64Nvme.Combine(crc, Crc64Nvme.Compute(piece), piece.Length)),
            Crc64Nvme.Compute(data)));
}
