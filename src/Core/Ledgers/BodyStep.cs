namespace SmartTransfer.Core.Ledgers;

/// <summary>Whether a body is taken whose offset is not the one that the instance remembers.</summary>
/// <param name="Tip">Where the upload stands. Remember it.</param>
public abstract record BodyStep(StreamTip Tip)
{
    /// <summary>It continues here.</summary>
    public sealed record Take(StreamTip Tip) : BodyStep(Tip);

    /// <summary>409: the upload stands elsewhere, or two contents met and the client must ask.</summary>
    public sealed record Refuse(StreamTip Tip) : BodyStep(Tip);
}
