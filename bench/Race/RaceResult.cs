namespace SmartTransfer.Bench.Race;

/// <summary>What became of one file.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Seconds">From the client's first packet to its end.</param>
/// <param name="SentBytes">Bytes of streams that the client gave to the link: the file, requests, and all that was sent again.</param>
internal sealed record RaceResult(RaceEnd End, double Seconds, long SentBytes);
