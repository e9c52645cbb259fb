namespace SmartTransfer.Testing.Client;

/// <summary>A chunk that an <see cref="AdvisedUpload"/> tried to send.</summary>
/// <param name="Bytes">Its size, in bytes.</param>
/// <param name="WantedBytes">The size that the advice asked for, halved for every attempt without an answer.</param>
/// <param name="Advice">The advice that stood then.</param>
/// <param name="IsRest">Whether it was the rest of a gap.</param>
public sealed record SentChunk(long Bytes, long WantedBytes, AdviceView Advice, bool IsRest);
