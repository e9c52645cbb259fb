using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace SmartTransfer.Azure.Clients;

/// <summary>
/// What <see cref="StorageOptions"/> must be. Container names:
/// learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata;
/// table names: .../understanding-the-table-service-data-model.
/// </summary>
internal static partial class StorageOptionRules
{
    private const string Section = "SmartTransfer:Storage:";
    private const string ConnectionString = Section + nameof(StorageOptions.ConnectionString);
    private const string BlobServiceUri = Section + nameof(StorageOptions.BlobServiceUri);
    private const string TableServiceUri = Section + nameof(StorageOptions.TableServiceUri);
    private const string QueueServiceUri = Section + nameof(StorageOptions.QueueServiceUri);
    private const string Ways = $"give either {ConnectionString} or both {BlobServiceUri} and {TableServiceUri}";

    public static IEnumerable<string> Broken(StorageOptions options) =>
    [
        .. BrokenWay(options),
        .. BrokenAddress(BlobServiceUri, options.BlobServiceUri, "blob"),
        .. BrokenAddress(TableServiceUri, options.TableServiceUri, "table"),
        .. BrokenAddress(QueueServiceUri, options.QueueServiceUri, "queue"),
        .. BrokenIdentity(options),
        .. BrokenNames(options),
    ];

    private static IEnumerable<string> BrokenWay(StorageOptions options)
    {
        var byString = Given(options.ConnectionString);
        var blobs = Given(options.BlobServiceUri);
        var tables = Given(options.TableServiceUri);
        if (byString && (blobs || tables))
        {
            yield return $"{ConnectionString} is set and so is {(blobs ? BlobServiceUri : TableServiceUri)}; {Ways}.";
        }
        else if (!byString && !blobs && !tables)
        {
            yield return $"No storage account is configured; {Ways}.";
        }
        else if (blobs != tables)
        {
            yield return $"{(blobs ? BlobServiceUri : TableServiceUri)} is set and {(blobs ? TableServiceUri : BlobServiceUri)} is "
                + $"not; {Ways}.";
        }

        if (byString && Given(options.QueueServiceUri))
        {
            yield return $"{ConnectionString} is set and so is {QueueServiceUri}; {Ways}.";
        }

        if (byString && !IsUsable(options.ConnectionString!))
        {
            yield return $"{ConnectionString} is set (its value is not shown), but is not the connection string of a storage account "
                + "with a Blob and a Table service.";
        }
    }

    private static IEnumerable<string> BrokenAddress(string setting, string? value, string service)
    {
        if (!Given(value))
        {
            yield break;
        }

        if (!Uri.TryCreate(value, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            // What is no address may be a secret that was put in the wrong place.
            yield return $"{setting} is set (its value is not shown), but is not an https URL such as "
                + $"https://account.{service}.core.windows.net.";
        }
        else if (address.Query.Length > 0 || address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            yield return $"{setting} is {address.Scheme}://{address.Host}{address.AbsolutePath} followed by more than a path (not "
                + $"shown). With this setting access is by identity; put a shared access signature into {ConnectionString} instead.";
        }
    }

    private static IEnumerable<string> BrokenIdentity(StorageOptions options)
    {
        const string setting = Section + nameof(StorageOptions.ManagedIdentityClientId);
        if (!Given(options.ManagedIdentityClientId))
        {
            yield break;
        }

        if (!Guid.TryParse(options.ManagedIdentityClientId, out _))
        {
            yield return $"{setting} is '{options.ManagedIdentityClientId}', which is not a GUID; give the client id of the identity.";
        }

        if (Given(options.ConnectionString))
        {
            yield return $"{setting} is set, but {ConnectionString} gives access without an identity; remove one of the two.";
        }
    }

    private static IEnumerable<string> BrokenNames(StorageOptions options)
    {
        if (!ContainerName().IsMatch(options.ContainerName))
        {
            yield return $"{Section}{nameof(StorageOptions.ContainerName)} is '{options.ContainerName}'; a container's name is 3 to "
                + "63 characters of a-z, 0-9 and single hyphens, with a letter or digit at both ends.";
        }

        if (!TablePrefix().IsMatch(options.TablePrefix))
        {
            yield return $"{Section}{nameof(StorageOptions.TablePrefix)} is '{options.TablePrefix}'; it must be empty, or a letter "
                + "followed by up to 54 letters and digits (A-Z, a-z, 0-9).";
        }
    }

    private static bool Given(string? value) => !string.IsNullOrWhiteSpace(value);

    private static bool IsUsable(string connectionString)
    {
        try
        {
            _ = new BlobServiceClient(connectionString);
            _ = new TableServiceClient(connectionString);
            return true;
        }
        catch (Exception unusable) when (unusable is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\A(?=.{3,63}\z)[a-z0-9]+(?:-[a-z0-9]+)*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ContainerName();

    [GeneratedRegex(@"\A(?:[A-Za-z][A-Za-z0-9]{0,54})?\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TablePrefix();
}
