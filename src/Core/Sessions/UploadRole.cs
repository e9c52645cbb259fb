namespace SmartTransfer.Core.Sessions;

/// <summary>What an upload is for (the extension Concatenation of tus; the native API makes single uploads alone).</summary>
public enum UploadRole
{
    /// <summary>A file of its own.</summary>
    Single = 0,

    /// <summary>A partial upload: takes bytes as any other, and is there to become part of a final upload.</summary>
    Partial = 1,

    /// <summary>A final upload: takes no bytes from clients, but is put together from partial uploads.</summary>
    Final = 2,
}
