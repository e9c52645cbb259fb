namespace SmartTransfer.Client.Policy;

/// <summary>The attempts of one request in a row.</summary>
/// <param name="connection">The connection: a small number of the client's own.</param>
internal sealed class AttemptLine(int connection)
{
    public int Connection => connection;

    /// <summary>Failures since the last success.</summary>
    public int Failures { get; set; }

    /// <summary>Failures since the last success or the last status.</summary>
    public int SinceAsked { get; set; }

    public void Succeeded() => (Failures, SinceAsked) = (0, 0);
}
