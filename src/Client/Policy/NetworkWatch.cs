using System.Net.NetworkInformation;

namespace SmartTransfer.Client.Policy;

/// <summary>Tells when the system says that a network came up.</summary>
internal sealed class NetworkWatch : IDisposable
{
    private readonly Action _up;

    public NetworkWatch(Action up)
    {
        _up = up;
        try
        {
            NetworkChange.NetworkAddressChanged += OnAddressChanged;
        }
        catch (Exception unsupported) when (unsupported is PlatformNotSupportedException or NetworkInformationException)
        {
            // Waits then end by themselves.
        }
    }

    public void Dispose()
    {
        try
        {
            NetworkChange.NetworkAddressChanged -= OnAddressChanged;
        }
        catch (Exception unsupported) when (unsupported is PlatformNotSupportedException or NetworkInformationException)
        {
            // As above.
        }
    }

    private void OnAddressChanged(object? sender, EventArgs arguments) => _up();
}
