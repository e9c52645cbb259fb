using SmartTransfer.Azure.Randomness;

namespace SmartTransfer.Azure.Tests.Randomness;

public sealed class RandomUploadIdsTests
{
    [Fact]
    public void No_two_ids_are_alike_and_every_bit_of_them_varies()
    {
        var ids = new RandomUploadIds();
        var given = Enumerable.Range(0, 1000).Select(_ => ids.Next().Value).ToList();
        Assert.Equal(1000, given.Distinct().Count());

        var bytes = given.Select(id => System.Buffers.Text.Base64Url.DecodeFromChars(id)).ToList();
        for (var bit = 0; bit < 128; bit++)
        {
            Assert.InRange(bytes.Count(id => (id[bit / 8] >> (bit % 8) & 1) == 1), 350, 650);
        }
    }
}
