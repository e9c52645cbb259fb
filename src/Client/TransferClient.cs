using SmartTransfer.Client.Attempts;
using SmartTransfer.Client.Downloads;
using SmartTransfer.Client.Http;
using SmartTransfer.Client.Progress;
using SmartTransfer.Client.Sources;
using SmartTransfer.Client.Uploads;

namespace SmartTransfer.Client;

/// <summary>
/// Sends files to, and fetches them from, one Smart Transfer service over links that fail. Safe for several threads; make
/// one and keep it. How it behaves is written in docs/clients.md, rule by rule.
/// </summary>
public class TransferClient : IDisposable
{
    private const int HeadBytes = 1024 * 1024;

    private readonly HttpClient _http = null!;
    private readonly bool _ownsHttp;
    private readonly TransferClientOptions _options = null!;
    private readonly ServiceConnection _connection = null!;
    private readonly ClientIdentity _identity = null!;
    private readonly TokenKeeper? _tokens;

    /// <summary>For mocks.</summary>
    protected TransferClient()
    {
    }

    /// <summary>Makes a client with connections of its own, and the default options.</summary>
    /// <param name="service">The service with its route prefix, such as <c>https://app.example/api/</c>.</param>
    /// <exception cref="ArgumentException">The address is none of a service.</exception>
    public TransferClient(Uri service)
        : this(service, new TransferClientOptions())
    {
    }

    /// <summary>Makes a client with connections of its own.</summary>
    /// <param name="service">The service with its route prefix, such as <c>https://app.example/api/</c>.</param>
    /// <param name="options">How it works.</param>
    /// <exception cref="ArgumentException">The address, or an option, is out of range.</exception>
    public TransferClient(Uri service, TransferClientOptions options)
        : this(service, new HttpClient(NewHandler()) { Timeout = Timeout.InfiniteTimeSpan }, options) => _ownsHttp = true;

    /// <summary>Makes a client over connections of the caller's, such as those of IHttpClientFactory.</summary>
    /// <param name="http">Sends the requests. Its Timeout should be infinite, since the client bounds each attempt
    /// itself, and it should not follow redirects.</param>
    /// <param name="options">How it works; <see cref="TransferClientOptions.Service"/> is needed.</param>
    /// <exception cref="ArgumentException">The address, or an option, is out of range.</exception>
    public TransferClient(HttpClient http, TransferClientOptions options)
        : this(
            options?.Service ?? http?.BaseAddress ?? throw new ArgumentException("The options name no service.", nameof(options)),
            http!,
            options!)
    {
    }

    private TransferClient(Uri service, HttpClient http, TransferClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_http, _options) = (http, options);
        _tokens = options.BearerToken is { } ask ? new TokenKeeper(ask, options.Clock) : null;
        _connection = new ServiceConnection(http, new ServiceAddress(service), options.FunctionKey, _tokens, options.Clock);
        _identity = new ClientIdentity(options.ClientId, options.Journals);
    }

    /// <summary>The service's address with its route prefix.</summary>
    public virtual Uri Service => _connection.Address.Base;

    /// <summary>The handler that a client makes for itself; for IHttpClientFactory.</summary>
    public static HttpMessageHandler NewHandler() => new SocketsHttpHandler
    {
        // A redirect could carry the key elsewhere.
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),

        // A service that moves is found again.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

#pragma warning disable RS0026 // A path and a stream cannot be taken for one another, however many parameters follow.
    /// <summary>Sends a file. Where an earlier run of the same file was interrupted, goes on with it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Is told where it stands, at most ten times a second.</param>
    /// <param name="cancellationToken">Interrupts it; the same call later resumes it.</param>
    /// <exception cref="TransferException">It did not succeed; the code says why and whether it can be resumed.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public virtual async Task<UploadResult> UploadAsync(
        string path,
        UploadOptions? options = null,
        IProgress<TransferProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var source = FileSource.Open(path);
        await using (source.ConfigureAwait(false))
        {
            return await SendAsync(
                source,
                options?.FileName ?? Path.GetFileName(source.Path!),
                options ?? new UploadOptions(),
                progress,
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Sends a stream from where it stands to its end. One that can seek can be resumed with <see cref="UploadOptions.Upload"/>;
    /// one that cannot is sent within this call or not at all.
    /// </summary>
    /// <param name="content">The stream; it is not closed.</param>
    /// <param name="options">How; <see cref="UploadOptions.FileName"/> is needed.</param>
    /// <param name="progress">Is told where it stands, at most ten times a second.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <exception cref="TransferException">It did not succeed; the code says why.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public virtual async Task<UploadResult> UploadAsync(
        Stream content,
        UploadOptions options,
        IProgress<TransferProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.FileName, $"{nameof(options)}.{nameof(options.FileName)}");
        var source = await StreamSource.OpenAsync(content, HeadBytes, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            return await SendAsync(source, options.FileName, options, progress, cancellationToken).ConfigureAwait(false);
        }
    }

#pragma warning restore RS0026

    /// <summary>
    /// Fetches the file of a completed upload, verifies each of its chunks, and writes it. Where an earlier run was
    /// interrupted, goes on with it.
    /// </summary>
    /// <param name="upload">The upload: its id, its path or its URL.</param>
    /// <param name="path">The file to write; where it is a folder, the file gets the upload's name in it.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Is told where it stands, at most ten times a second.</param>
    /// <param name="cancellationToken">Interrupts it; the same call later resumes it.</param>
    /// <exception cref="TransferException">It did not succeed; the code says why and whether it can be resumed.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public virtual async Task<DownloadResult> DownloadAsync(
        string upload,
        string path,
        DownloadOptions? options = null,
        IProgress<TransferProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var id = ServiceAddress.IdOf(upload);
        var meter = new ProgressMeter(Path.GetFileName(path), null, progress, options?.Events, _options.Clock);
        await using (meter.ConfigureAwait(false))
        {
            using var link = new Link(_options, NewRandom(), meter);
            return await new DownloadRun(
                _connection,
                link,
                meter,
                _options,
                options ?? new DownloadOptions(),
                id,
                Path.GetFullPath(path)).RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks where an upload stands.</summary>
    /// <param name="upload">The upload: its id, its path or its URL.</param>
    /// <param name="withChunks">Whether to list every stored chunk, which can be megabytes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TransferException">There is no such upload, or the service cannot be reached.</exception>
    public virtual async Task<UploadStatus> GetStatusAsync(
        string upload,
        bool withChunks = false,
        CancellationToken cancellationToken = default)
    {
        var answer = await AskAsync(ServiceAddress.IdOf(upload), (requests, id) => requests.StatusAsync(id, withChunks, cancellationToken))
            .ConfigureAwait(false);
        return Views.Status(answer.Read(WireJson.Default.Upload), answer.Advice);
    }

    /// <summary>Cancels an upload that is not complete; what had arrived of it is gone. Its journal is removed.</summary>
    /// <param name="upload">The upload: its id, its path or its URL.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TransferException">It is complete already (<c>upload-completed</c>), or the service cannot be reached.</exception>
    public virtual async Task CancelAsync(string upload, CancellationToken cancellationToken = default)
    {
        var id = ServiceAddress.IdOf(upload);
        _ = await AskAsync(id, (requests, of) => requests.CancelAsync(of, cancellationToken)).ConfigureAwait(false);
        foreach (var entry in _options.Journals?.List() ?? [])
        {
            if (entry.Kind is JournalKind.Upload && ServiceAddress.IdOf(entry.Upload) == id)
            {
                _options.Journals!.Remove(entry);
            }
        }
    }

    /// <summary>Asks what the service knows of the link, and why it advises what it does.</summary>
    /// <param name="upload">The upload: its id, its path or its URL; null for what is remembered of this client.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TransferException">There is no such upload, or the service cannot be reached.</exception>
    public virtual async Task<LinkReport> GetLinkAsync(string? upload = null, CancellationToken cancellationToken = default)
    {
        var id = upload is null ? null : ServiceAddress.IdOf(upload);
        var answer = await AskAsync(id ?? string.Empty, (requests, _) => requests.NetworkAsync(id, _identity.Id, cancellationToken))
            .ConfigureAwait(false);
        return Views.Report(answer.Read(WireJson.Default.Network), answer.Advice);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the client's own connections.</summary>
    /// <param name="disposing">Whether it is called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _tokens?.Dispose();
            if (_ownsHttp)
            {
                _http.Dispose();
            }
        }
    }

    private async Task<UploadResult> SendAsync(
        IFileSource source,
        string fileName,
        UploadOptions options,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken)
    {
        var meter = new ProgressMeter(fileName, source.Length, progress, options.Events, _options.Clock);
        await using (meter.ConfigureAwait(false))
        {
            using var task = new UploadTask(_connection, _options, NewRandom(), source, fileName, options, meter);
            return await new UploadRun(task, _identity, _options.Journals).RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ServiceAnswer> AskAsync(string id, Func<Requests, string, Task<ServiceAnswer>> ask)
    {
        var meter = new ProgressMeter(string.Empty, null, null, null, _options.Clock);
        await using (meter.ConfigureAwait(false))
        {
            using var link = new Link(_options, NewRandom(), meter);
            var answer = await ask(new Requests(_connection, link), id).ConfigureAwait(false);
            return answer.IsSuccess ? answer : throw answer.ToException(canResume: false);
        }
    }

#pragma warning disable RS0030 // A transfer's own source of chance, unless one is given.
    private Random NewRandom() => _options.Random ?? new Random();
#pragma warning restore RS0030
}
