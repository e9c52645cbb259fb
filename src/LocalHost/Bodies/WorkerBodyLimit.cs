using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace SmartTransfer.LocalHost.Bodies;

/// <summary>
/// The limit that the worker's own server sets to a body: 30,000,000 bytes, unless the function raises it before it reads.
/// The host's limit holds besides and cannot be raised.
/// </summary>
internal sealed class WorkerBodyLimit(long? contentLength, long? hostLimitBytes) : IHttpMaxRequestBodySizeFeature
{
    public const long DefaultBytes = 30_000_000;

    private long? _limitBytes = DefaultBytes;
    private long _readBytes;

    /// <summary>True once the function has begun to read.</summary>
    public bool IsReadOnly { get; private set; }

    public long? MaxRequestBodySize
    {
        get => _limitBytes;
        set
        {
            if (IsReadOnly)
            {
                throw new InvalidOperationException("The limit of a request body cannot be changed once the body is being read.");
            }

            if (value < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "The limit of a request body must not be negative.");
            }

            _limitBytes = value;
        }
    }

    /// <exception cref="BadHttpRequestException">The body is announced to be longer than the limit.</exception>
    public void BeginReading()
    {
        if (!IsReadOnly)
        {
            IsReadOnly = true;
            Check(contentLength ?? 0);
        }
    }

    /// <exception cref="BadHttpRequestException">The body has turned out to be longer than the limit.</exception>
    public void Count(int bytes) => Check(_readBytes += bytes);

    private void Check(long bytes)
    {
        var limit = Math.Min(_limitBytes ?? long.MaxValue, hostLimitBytes ?? long.MaxValue);
        if (bytes > limit)
        {
            throw new BadHttpRequestException(
                string.Create(CultureInfo.InvariantCulture, $"Request body too large. The max request body size is {limit} bytes."),
                StatusCodes.Status413PayloadTooLarge);
        }
    }
}
