namespace SmartTransfer.Client.Http;

/// <summary>What is done about an answer that is no success: the column of the table in rule 6.</summary>
internal enum Reaction
{
    /// <summary>Nobody answered: wait with full jitter, smaller chunks, the same again.</summary>
    Unanswered,

    /// <summary>The same again after the time that the answer asks for.</summary>
    Again,

    /// <summary>Cut smaller: <c>want</c>, or half of what was sent.</summary>
    CutSmaller,

    /// <summary>Cut larger: <c>want</c>.</summary>
    CutLarger,

    /// <summary>Send the ranges in <c>missing</c>.</summary>
    SendMissing,

    /// <summary>Complete with the manifest.</summary>
    SendManifest,

    /// <summary>Join neighbouring chunks.</summary>
    JoinChunks,

    /// <summary>Complete with what is there.</summary>
    Complete,

    /// <summary>A new token, and the same again.</summary>
    NewToken,

    /// <summary>The same without the client's id.</summary>
    NewClientId,

    /// <summary>The upload is gone.</summary>
    Gone,

    /// <summary>Somebody cancelled the upload.</summary>
    Cancelled,

    /// <summary>The transfer ends.</summary>
    Fail,
}
