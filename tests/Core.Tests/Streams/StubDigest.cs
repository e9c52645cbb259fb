using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Streams;

namespace SmartTransfer.Core.Tests.Streams;

/// <summary>A digest that knows the bytes it is to see.</summary>
internal sealed class StubDigest(byte[] expected) : IStreamDigest
{
    private readonly MemoryStream _seen = new();

    public void Append(ReadOnlySpan<byte> data) => _seen.Write(data);

    public Failure? Finish() => _seen.ToArray().AsSpan().SequenceEqual(expected) ? null : FailureCatalogue.StreamDigestMismatch("stub");
}
