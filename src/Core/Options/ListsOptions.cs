namespace SmartTransfer.Core.Options;

/// <summary>The lists of uploads. Section <c>SmartTransfer:Lists</c>.</summary>
public sealed class ListsOptions
{
    /// <summary>Uploads in an answer at most.</summary>
    public const int MaxTop = 200;

    /// <summary>Uploads in an answer to which nobody said how many.</summary>
    public const int DefaultTop = 50;

    /// <summary>
    /// Whether uploads are noted in lists: a row when one starts, with a token two, written again when it ends. Default true. Uploads that
    /// are started while it is false are in no list.
    /// </summary>
    [Setting("true or false")]
    public bool Enabled { get; init; } = true;
}
