using Azure;

namespace SmartTransfer.Azure.Clients;

/// <summary>How every adapter calls storage: on a container and tables that are there, with faults translated.</summary>
internal static class StorageCaller
{
    private static readonly string[] Missing = ["ContainerNotFound", "TableNotFound"];

    /// <summary>Makes a call. One that finds the container or a table missing is made once more after they have been created.</summary>
    /// <param name="provisioner">Creates what is missing.</param>
    /// <param name="operation">What the call does, for messages.</param>
    /// <param name="call">The call; it may be made twice.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public static async Task<T> RunAsync<T>(
        this StorageProvisioner provisioner, string operation, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            await provisioner.EnsureAsync(cancellationToken);
            try
            {
                return await call();
            }
            catch (RequestFailedException missing) when (Missing.Contains(missing.ErrorCode))
            {
                provisioner.Forget();
                await provisioner.EnsureAsync(cancellationToken);
                return await call();
            }
        }
        catch (Exception fault) when (StorageFaults.Translate(fault, operation, cancellationToken) is { } unavailable)
        {
            throw unavailable;
        }
    }

    /// <summary>Makes a call that gives nothing back.</summary>
    public static Task RunAsync(
        this StorageProvisioner provisioner, string operation, Func<Task> call, CancellationToken cancellationToken) =>
        provisioner.RunAsync(
            operation,
            async () =>
            {
                await call();
                return true;
            },
            cancellationToken);
}
