using SmartTransfer.Client.Integrity;

namespace SmartTransfer.Client.Tests.Integrity;

/// <summary>Rule 5.2 of docs/clients.md.</summary>
public sealed class ChunkListTests
{
    [Fact]
    public void The_digests_are_those_of_the_protocol_page()
    {
        var list = new ChunkList();
        list.Add(FileChunk.Of(6, "world"u8));
        list.Add(FileChunk.Of(0, "hello "u8));

        Assert.Equal(0x8d29d5c3f6ea8ebeUL, list.Crc64());
        var expected = Sha256Digest.Of([
            .. Convert.FromHexString("5e3235a8346e5a4585f8c58562f5052b8fe26a3bb122e1e96c76784964dfc461"),
            .. Convert.FromHexString("486ea46224d1bb4fb680f34f7c9ad96a8f24ec88be73ea8e5a6c65260e9cb8a7"),
        ]);
        Assert.Equal(expected, list.DigestOfDigests());
    }

    [Fact]
    public void Of_no_chunks_it_is_the_digest_of_nothing()
    {
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", new ChunkList().DigestOfDigests().ToHex());
        Assert.Equal(0UL, new ChunkList().Crc64());
    }

    [Fact]
    public void What_is_missing_lies_between_the_chunks()
    {
        var list = new ChunkList();
        list.Add(FileChunk.Of(2, "ab"u8));
        list.Add(FileChunk.Of(4, "cd"u8));

        Assert.Equal([new ByteRange(0, 2), new ByteRange(6, 4)], list.Missing(10));
    }

    [Fact]
    public void What_is_taken_off_is_missing_whole()
    {
        var list = new ChunkList();
        list.Add(FileChunk.Of(0, "abcd"u8));
        list.Add(FileChunk.Of(4, "efgh"u8));

        list.Add(FileChunk.Of(8, "ijkl"u8));

        list.TakeOff(new ByteRange(3, 2));

        Assert.Equal([new ByteRange(0, 8)], list.Missing(12));
        Assert.Equal(4, list.Bytes);
    }
}
