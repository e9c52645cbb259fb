namespace SmartTransfer.Core.Ports;

/// <summary>An event as it is delivered.</summary>
/// <param name="Id">Its id, the same each time: receivers drop repeats by it.</param>
/// <param name="Type">What happened, such as <c>smarttransfer.upload.completed</c>.</param>
/// <param name="Subject">The key of the upload (<see cref="Identity.UploadKey"/>).</param>
/// <param name="At">When it happened.</param>
/// <param name="Body">The whole event as CloudEvents 1.0 in JSON, UTF-8.</param>
public sealed record EventMessage(string Id, string Type, string Subject, DateTimeOffset At, ReadOnlyMemory<byte> Body);
