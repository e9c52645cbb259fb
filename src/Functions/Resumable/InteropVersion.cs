namespace SmartTransfer.Functions.Resumable;

/// <summary>
/// A version of the draft that clients name in Upload-Draft-Interop-Version, and all in which it differs here from the others. What an
/// older version lacks and its clients pass over (GET, <c>min-size=0</c>) is sent to all.
/// </summary>
/// <param name="Number">The number.</param>
/// <param name="RepeatsFinalAnswer">
/// Whether an empty body at the end of a completed upload gets the final answer once more. Before -12: "If the upload is already
/// complete, the server MUST NOT modify the upload resource and MUST reject the request."
/// </param>
/// <param name="NamesCompletedUploads">Whether it has the problem type <c>completed-upload</c>, which -12 dropped.</param>
internal sealed record InteropVersion(int Number, bool RepeatsFinalAnswer, bool NamesCompletedUploads)
{
    /// <summary>
    /// Whether bytes after the end of a completed upload are "an inconsistent length failure", as -10 and -11 have it.
    /// </summary>
    public bool RefusesMoreAsLength { get; init; }

    /// <summary>All that are known, newest first: -12; -09 to -11; -05, which URLSession speaks since iOS 18.1.</summary>
    public static readonly IReadOnlyList<InteropVersion> All =
    [
        new(9, RepeatsFinalAnswer: true, NamesCompletedUploads: false),
        new(8, RepeatsFinalAnswer: false, NamesCompletedUploads: true) { RefusesMoreAsLength = true },
        new(6, RepeatsFinalAnswer: false, NamesCompletedUploads: true),
    ];

    /// <summary>The newest, which a request that names none is answered by.</summary>
    public static InteropVersion Newest => All[0];
}
