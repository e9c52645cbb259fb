using Azure.Core;
using Azure.Identity;

namespace SmartTransfer.Azure.Clients;

/// <summary>By whom storage is accessed where no connection string says so.</summary>
internal static class StorageIdentity
{
    /// <summary>
    /// In Azure, or where a managed identity is named: that one alone, since probing others costs seconds and may find the
    /// wrong one. Else whoever is signed in to developer tools.
    /// </summary>
    public static TokenCredential Create(string? clientId, bool inAzure)
    {
        if (!string.IsNullOrWhiteSpace(clientId))
        {
            return new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId));
        }

        return inAzure
            ? new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned)
            : new DefaultAzureCredential(new DefaultAzureCredentialOptions { ExcludeManagedIdentityCredential = true });
    }
}
