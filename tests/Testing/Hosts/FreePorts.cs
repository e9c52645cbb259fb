using System.Net;
using System.Net.Sockets;

namespace SmartTransfer.Testing.Hosts;

/// <summary>
/// Ports of the loopback address that nobody listens on at the moment. They lie below those that systems give out by themselves, so that
/// no other program gets one while its process is dead.
/// </summary>
public static class FreePorts
{
    private const int First = 10_240;
    private const int Beyond = 32_768;
    private const int Tries = 1000;

    /// <summary>So many different ones.</summary>
    public static int[] Take(int count)
    {
        List<TcpListener> held = [];
        try
        {
            for (var tries = 0; held.Count < count && tries < Tries; tries++)
            {
                var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(First, Beyond));
                try
                {
                    listener.Start();
                    held.Add(listener);
                }
                catch (SocketException)
                {
                    // Somebody listens there.
                    listener.Dispose();
                }
            }

            return held.Count == count
                ? [.. held.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)]
                : throw new InvalidOperationException($"There are no {count} free ports from {First} to {Beyond - 1}.");
        }
        finally
        {
            held.ForEach(listener => listener.Dispose());
        }
    }
}
