namespace SmartTransfer.Core.Telemetry;

/// <summary>
/// Names that what is measured and traced goes by. They follow the conventions of OpenTelemetry: dots between groups, the
/// product first.
/// </summary>
public static class TelemetryNames
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Source = "SmartTransfer";

    /// <summary>By which dialect bytes came: native, tus, resumable.</summary>
    public const string Protocol = "smart_transfer.protocol";

    /// <summary>How something ended.</summary>
    public const string Outcome = "smart_transfer.outcome";

    /// <summary>
    /// What went wrong: a code of the catalogue, or a kind of fault. Absent where nothing did
    /// (opentelemetry.io/docs/specs/semconv/registry/attributes/error).
    /// </summary>
    public const string ErrorType = "error.type";

    /// <summary>Whether a body was read as it arrived (streamed), or the host had read it before (buffered).</summary>
    public const string Body = "smart_transfer.body";

    /// <summary>A kind of storage call, by the name that the log uses.</summary>
    public const string Operation = "smart_transfer.storage.operation";

    /// <summary>The state that a session has moved to.</summary>
    public const string State = "smart_transfer.session.state";

    /// <summary>What an index entry of the sweep is for: upload, profile.</summary>
    public const string EntryKind = "smart_transfer.sweep.entry";

    /// <summary>What an event tells of an upload: started, completed, cancelled, expired, rejected, file_removed.</summary>
    public const string EventKind = "smart_transfer.event.kind";

    /// <summary>To whom an event is delivered: a sink's name, as the settings have it.</summary>
    public const string EventSink = "smart_transfer.event.sink";

    /// <summary>How fast the link is: slow, medium, fast.</summary>
    public const string Tier = "smart_transfer.link.tier";

    /// <summary>How far the link can be relied on: stable, variable, unstable.</summary>
    public const string Stability = "smart_transfer.link.stability";

    /// <summary>
    /// An upload's key (<see cref="Identity.UploadKey"/>); only on traces. Its id is the right to write and is recorded nowhere.
    /// </summary>
    public const string Upload = "smart_transfer.upload";
}
