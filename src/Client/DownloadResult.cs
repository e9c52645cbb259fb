namespace SmartTransfer.Client;

/// <summary>A file that was fetched, verified and written.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Length">Its length, in bytes.</param>
/// <param name="ReceivedBytes">Bytes that came in this run, repeats included.</param>
/// <param name="FailedAttempts">Attempts that failed in this run.</param>
public sealed record DownloadResult(string Path, long Length, long ReceivedBytes, int FailedAttempts);
