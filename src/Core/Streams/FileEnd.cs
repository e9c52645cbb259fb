namespace SmartTransfer.Core.Streams;

/// <summary>What makes a file that is sent from its beginning to its end complete.</summary>
public enum FileEnd
{
    /// <summary>That its length is reached (tus).</summary>
    AtLength,

    /// <summary>
    /// A later body: nothing else completes it, even when its length is reached (draft-ietf-httpbis-resumable-upload, 4.1.2).
    /// </summary>
    Later,

    /// <summary>That this body is over: its end is the file's end.</summary>
    WithBody,
}
