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

    /// <summary>If the next attempt fails too, and nothing was accepted meanwhile, the patience is over (rule 3.5).</summary>
    public bool IsLast { get; set; }

    public void Succeeded() => (Failures, SinceAsked, IsLast) = (0, 0, false);
}
