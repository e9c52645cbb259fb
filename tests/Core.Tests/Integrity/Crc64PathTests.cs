using SmartTransfer.Core.Integrity;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Integrity;

/// <summary>Every path that this processor has gives what the definition gives, whatever the length and the alignment.</summary>
public class Crc64PathTests
{
    public static TheoryData<string> Paths => [.. Crc64Path.OfThisProcessor.Keys];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_length_up_to_600_at_every_alignment_matches_the_definition(string path)
    {
        const int MaxLength = 600;
        const int Alignments = 64;
        var data = Values.RandomBytes(MaxLength + Alignments, seed: 1);
        for (var start = 0; start < Alignments; start++)
        {
            var prefixes = Crc64Oracle.Prefixes(data.AsSpan(start, MaxLength));
            for (var length = 0; length <= MaxLength; length++)
            {
                var crc = Crc64Path.OfThisProcessor[path].Compute(data.AsSpan(start, length));
                Assert.True(prefixes[length] == crc, $"{length} bytes at alignment {start}: want {prefixes[length]:x16}, got {crc:x16}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Long_data_matches_the_definition(string path) => Always.Holds(
        Values.Bytes(maxLength: 20_000),
        data => Assert.Equal(Crc64Oracle.Compute(data), Crc64Path.OfThisProcessor[path].Compute(data)));

    [Theory]
    [MemberData(nameof(Paths))]
    public void Longer_data_matches_the_portable_path(string path) => Always.Holds(
        Values.Bytes(maxLength: 1 << 20),
        data => Assert.Equal(Crc64Path.OfThisProcessor["portable"].Compute(data), Crc64Path.OfThisProcessor[path].Compute(data)));

    [Fact]
    public void The_chosen_path_matches_the_definition() => Always.Holds(
        Values.Bytes(maxLength: 5_000),
        data => Assert.Equal(Crc64Oracle.Compute(data), Crc64Nvme.Compute(data)));
}
