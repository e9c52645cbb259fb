namespace SmartTransfer.Client;

/// <summary>A file that was sent and is there.</summary>
/// <param name="UploadId">The upload's id. A secret: whoever knows it can, where no tokens are asked for, read the file.</param>
/// <param name="File">The file as the service has it.</param>
/// <param name="Length">Its length, in bytes.</param>
/// <param name="SentBytes">Bytes that were sent in this run, repeats included.</param>
/// <param name="FailedAttempts">Attempts that failed in this run.</param>
/// <param name="IsResumed">It was begun in an earlier run.</param>
public sealed record UploadResult(string UploadId, CompletedFile File, long Length, long SentBytes, int FailedAttempts, bool IsResumed);
