using SmartTransfer.Core.Options;

namespace SmartTransfer.Azure.Clients;

/// <summary>
/// Which storage account is used, and how. Section <c>SmartTransfer:Storage</c>. Either <see cref="ConnectionString"/> or both
/// <see cref="BlobServiceUri"/> and <see cref="TableServiceUri"/> are given.
/// </summary>
public sealed class StorageOptions
{
    /// <summary>
    /// The connection string of a storage account, <c>UseDevelopmentStorage=true</c> for the emulator's. A secret: never shown.
    /// </summary>
    [Setting("connection string")]
    public string? ConnectionString { get; init; }

    /// <summary>The address of the Blob service, <c>https://{account}.blob.core.windows.net</c>. Access is by identity.</summary>
    [Setting("https URL")]
    public string? BlobServiceUri { get; init; }

    /// <summary>The address of the Table service, <c>https://{account}.table.core.windows.net</c>. Access is by identity.</summary>
    [Setting("https URL")]
    public string? TableServiceUri { get; init; }

    /// <summary>
    /// The address of the Queue service, <c>https://{account}.queue.core.windows.net</c>. Access is by identity. Needed where
    /// <c>SmartTransfer:Events:Queue</c> is set and no connection string is.
    /// </summary>
    [Setting("https URL")]
    public string? QueueServiceUri { get; init; }

    /// <summary>
    /// The client id of the user-assigned managed identity by which the services are accessed. Without it: in Azure the app's
    /// own identity, elsewhere whoever is signed in to developer tools.
    /// </summary>
    [Setting("GUID")]
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>The container that holds the files. Default <c>uploads</c>; created if missing.</summary>
    [Setting("container name")]
    public string ContainerName { get; init; } = "uploads";

    /// <summary>
    /// What the names of the tables begin with. Default empty: the tables are <c>uploads</c>, <c>expiries</c>, <c>networks</c>,
    /// <c>limits</c>, <c>claims</c>, <c>events</c> and <c>lists</c>; created if missing.
    /// </summary>
    [Setting("letters and digits")]
    public string TablePrefix { get; init; } = string.Empty;

    /// <summary>
    /// The rules that are broken, as sentences that name the setting, its value (save secrets) and what is allowed; none when
    /// all hold.
    /// </summary>
    public IEnumerable<string> Broken() => StorageOptionRules.Broken(this);
}
