namespace SmartTransfer.Bench.Links;

/// <summary>What the server gets to see of a client's attempts.</summary>
internal enum ServerView
{
    /// <summary>
    /// Bodies that the Functions host took in whole, from a client that reports nothing: chunks that were stored or whose
    /// digest was wrong, and when.
    /// </summary>
    Completions,

    /// <summary>As <see cref="Completions"/>, and the client reports its earlier attempts with its next request.</summary>
    Reports,

    /// <summary>Bodies that are handed on as they arrive: how long they took, and those that broke.</summary>
    Streams,
}
