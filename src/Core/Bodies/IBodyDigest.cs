namespace SmartTransfer.Core.Bodies;

/// <summary>Takes in a body's bytes as they pass.</summary>
public interface IBodyDigest
{
    /// <summary>Takes in the bytes that follow.</summary>
    void Append(ReadOnlySpan<byte> data);
}
