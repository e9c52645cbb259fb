namespace SmartTransfer.Testing.Hosts;

/// <summary>When a relay asks its rule.</summary>
public enum RelayMoment
{
    /// <summary>The head of the request has come; nothing has gone on to the server.</summary>
    Request,

    /// <summary>The server has done its work and has answered; nothing has gone back to the client.</summary>
    Answer,
}
