using Azure;

namespace SmartTransfer.Azure.Tables;

/// <summary>What storage's answers to writes of rows mean.</summary>
internal static class RowWrites
{
    private const int NotFound = 404;
    private const int Conflict = 409;
    private const int PreconditionFailed = 412;

    /// <summary>Whether a row is gone; false where it is the whole table.</summary>
    public static bool IsGone(this RequestFailedException fault) => fault.Status == NotFound && fault.ErrorCode != "TableNotFound";

    /// <summary>Whether a row was written since it was read.</summary>
    public static bool IsWritten(this RequestFailedException fault) => fault.Status == PreconditionFailed;

    /// <summary>Whether a row that was to be added is there.</summary>
    public static bool IsThere(this RequestFailedException fault) => fault.Status == Conflict && fault.ErrorCode == "EntityAlreadyExists";

    /// <summary>Whether another write of a row that was read came first: it is gone, or another one.</summary>
    public static bool IsLost(this RequestFailedException fault) => fault.IsWritten() || fault.IsGone();

    /// <summary>The version of the row that was written.</summary>
    /// <exception cref="InvalidDataException">Storage did not tell it.</exception>
    public static string VersionOf(Response response) =>
        (response.Headers.ETag ?? throw new InvalidDataException("Storage wrote a row without giving its ETag.")).ToString();
}
