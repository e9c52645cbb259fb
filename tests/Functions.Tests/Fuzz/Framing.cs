namespace SmartTransfer.Functions.Tests.Fuzz;

/// <summary>How a request's body is framed.</summary>
internal enum Framing
{
    /// <summary>There is no body.</summary>
    None,

    /// <summary>By Content-Length.</summary>
    Sized,

    /// <summary>In chunks.</summary>
    Chunked,
}
