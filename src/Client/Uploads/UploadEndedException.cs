namespace SmartTransfer.Client.Uploads;

/// <summary>The upload was completed, or is being completed, by somebody else while chunks were sent.</summary>
internal sealed class UploadEndedException : Exception;
