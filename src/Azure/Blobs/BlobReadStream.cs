using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Blobs;

/// <summary>
/// Reads a file straight from the network, a window at a time, and holds none of it in memory. After a failed read the
/// position is where it was, so the read can be tried again.
/// </summary>
internal sealed class BlobReadStream(BlockBlobClient blob, ETag version, long length) : ReadOnlyStream
{
    /// <summary>Bytes that one request asks for at most: what an abandoned read wastes, and what a slow reader keeps open.</summary>
    internal const int WindowBytes = 4 * 1024 * 1024;

    private const string Operation = "read content";

    private long _position;
    private Stream? _window;
    private long _windowLeft;

    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            if (value != _position)
            {
                CloseWindow();
                _position = value;
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="StorageUnavailableException">Trying again may help.</exception>
    /// <exception cref="IOException">The file was replaced or removed since it was opened.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length || buffer.Length == 0)
        {
            return 0;
        }

        try
        {
            _window ??= await OpenWindowAsync(cancellationToken);
            var read = await _window.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _windowLeft)], cancellationToken);
            if (read == 0)
            {
                throw new StorageUnavailableException($"Storage sent fewer bytes than it announced during {Operation}.");
            }

            _position += read;
            _windowLeft -= read;
            if (_windowLeft == 0)
            {
                CloseWindow();
            }

            return read;
        }
        catch (Exception fault)
        {
            CloseWindow();
            throw Translate(fault, cancellationToken) ?? fault;
        }
    }

    protected override void Dispose(bool disposing)
    {
        CloseWindow();
        base.Dispose(disposing);
    }

    private static Exception? Translate(Exception fault, CancellationToken cancellationToken) => fault is RequestFailedException { Status: 404 or 412 }
        ? new IOException("The file was replaced or removed while it was read.", fault)
        : StorageFaults.Translate(fault, Operation, cancellationToken);

    private async Task<Stream> OpenWindowAsync(CancellationToken cancellationToken)
    {
        _windowLeft = Math.Min(WindowBytes, length - _position);
        var options = new BlobDownloadOptions
        {
            Range = new HttpRange(_position, _windowLeft),
            Conditions = new BlobRequestConditions { IfMatch = version },
        };
        BlobDownloadStreamingResult window = await blob.DownloadStreamingAsync(options, cancellationToken);
        return window.Content;
    }

    private void CloseWindow()
    {
        _window?.Dispose();
        _window = null;
    }
}
