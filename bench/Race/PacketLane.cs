using System.Diagnostics;

namespace SmartTransfer.Bench.Race;

/// <summary>Packets on their way in one direction: each leaves once those before it have, and arrives a delay later.</summary>
internal sealed class PacketLane(TunDevice target, TimeSpan delay)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

    private readonly Queue<(long DueAt, byte[] Packet)> _packets = new();
    private long _freeAt;

    /// <summary>Queues a packet; false where the queue before the link has no room for it.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="bytesPerSecond">What the link carries.</param>
    /// <param name="queueBytes">How much may wait before it.</param>
    public bool TrySend(byte[] packet, double bytesPerSecond, double queueBytes)
    {
        lock (_packets)
        {
            var now = Stopwatch.GetTimestamp();
            var waits = Math.Max(0, _freeAt - now);
            if (waits > queueBytes / bytesPerSecond * Stopwatch.Frequency)
            {
                return false;
            }

            _freeAt = now + waits + (long)(packet.Length / bytesPerSecond * Stopwatch.Frequency);
            _packets.Enqueue((_freeAt + (long)(delay.TotalSeconds * Stopwatch.Frequency), packet));
            if (_packets.Count == 1)
            {
                Monitor.Pulse(_packets);
            }

            return true;
        }
    }

    /// <summary>Delivers packets as they are due, until it is told to stop.</summary>
    public void Run(CancellationToken closing)
    {
        while (!closing.IsCancellationRequested)
        {
            byte[]? due = null;
            lock (_packets)
            {
                var wait = _packets.TryPeek(out var first)
                    ? TimeSpan.FromSeconds((double)(first.DueAt - Stopwatch.GetTimestamp()) / Stopwatch.Frequency)
                    : LongestWait;
                if (wait <= TimeSpan.Zero)
                {
                    due = _packets.Dequeue().Packet;
                }
                else
                {
                    // A lock's wait is as exact as the system's timer, about a millisecond.
                    _ = Monitor.Wait(_packets, wait < LongestWait ? wait : LongestWait);
                }
            }

            if (due is not null)
            {
                target.Write(due);
            }
        }
    }
}
