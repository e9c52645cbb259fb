namespace SmartTransfer.Client.Http;

/// <summary>The id by which the service knows this device (rules 1.2 and 8.5).</summary>
internal sealed class ClientIdentity(string? given, JournalFolder? journals)
{
    /// <summary>The id; null where there is nowhere to keep one.</summary>
    public string? Id => given ?? journals?.ClientId();

    /// <summary>The service cannot read the id: the next start has another.</summary>
    public void Renew()
    {
        if (given is null)
        {
            _ = journals?.ClientId(anew: true);
        }
    }
}
