namespace SmartTransfer.Testing.Storage;

/// <summary>When a sabotaged call fails.</summary>
public enum FaultTiming
{
    /// <summary>Before it takes effect: the request was lost.</summary>
    BeforeEffect,

    /// <summary>After it took effect: the answer was lost.</summary>
    AfterEffect,
}
