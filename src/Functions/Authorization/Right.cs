namespace SmartTransfer.Functions.Authorization;

/// <summary>What a request needs, where tokens are asked for.</summary>
public enum Right
{
    /// <summary>A valid token.</summary>
    Token,

    /// <summary>
    /// The address of an upload that is in progress, which is secret; of one that ended long ago a valid token of its owner.
    /// </summary>
    Upload,

    /// <summary>A valid token of the upload's owner.</summary>
    Owner,
}
