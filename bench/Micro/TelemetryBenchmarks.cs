using System.Diagnostics;
using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Bench.Links;
using SmartTransfer.Bench.Rig;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Bench.Micro;

/// <summary>
/// What measuring and tracing cost one chunk of 64 KiB, the smallest there is, through the use case and its storage call;
/// storage itself takes no time.
/// </summary>
[MemoryDiagnoser]
public class TelemetryBenchmarks : IDisposable
{
    private readonly byte[] _content = new byte[64 << 10];
    private readonly BenchMeters _meters = new();
    private ActivityListener? _traces;
    private MeterListener? _metrics;
    private StageChunk _stage = null!;
    private ChunkUpload _chunk = null!;

    /// <summary>Who listens: nobody; to the metrics; to the traces besides.</summary>
    [Params("nobody", "metrics", "metrics and traces")]
    public string Listener { get; set; } = "nobody";

    [GlobalSetup]
    public void Start()
    {
        var (options, limits, retry) = (new NetworkOptions(), new LimitOptions(), new RetryOptions());
        var budget = new BytesInFlight(new AdmissionOptions());
        var store = new NoStorage();
        var network = new NetworkRecorder(
            store, new ClientMemory(
                new Links.NoProfiles(),
                new Links.NoProfiles(),
                options,
                TimeProvider.System,
                NullLogger<ClientMemory>.Instance), new InstanceName("bench"), options, new TransferMetrics(_meters,
                budget), TimeProvider.System);
        var pipeline = new StoragePipeline(retry, network, TimeProvider.System, static () => 0.5, NullLogger<StoragePipeline>.Instance);
        var blocks = new ResilientBlockStore(store, pipeline);
        var clock = TimeProvider.System;
        var listing = new UploadListing(store, new ListsOptions(), NullLogger<UploadListing>.Instance);
        var sessions = new UploadSessions(store, new SessionCache(store, new SessionOptions(), clock), network, listing, clock);
        var stageBlock = new StageBlock(blocks, network, retry, clock, NullLogger<StageBlock>.Instance);
        _stage = new StageChunk(
            sessions,
            stageBlock,
            blocks,
            network,
            new TransferAdvisor(options, limits),
            new ChunkIntake(budget, new StreamOptions(), clock),
            limits);
        _chunk = new ChunkUpload(store.Id, 0, _content.Length, Sha256Digest.Of(_content), Stream.Null) { Dialect = new Dialect("bench") };
        if (Listener != "nobody")
        {
            _metrics = new MeterListener { InstrumentPublished = (instrument, self) => self.EnableMeasurementEvents(instrument) };
            _metrics.SetMeasurementEventCallback<long>((_, _, _, _) => { });
            _metrics.SetMeasurementEventCallback<double>((_, _, _, _) => { });
            _metrics.Start();
        }

        if (Listener == "metrics and traces")
        {
            _traces = new ActivityListener
            {
                ShouldListenTo = source => source.Name == TelemetryNames.Source,
                Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            };
            ActivitySource.AddActivityListener(_traces);
        }
    }

    [Benchmark]
    public async Task<long> OneChunk()
    {
        using var body = new MemoryStream(_content, writable: false);
        return (await _stage.RunAsync(_chunk with { Body = body }, CancellationToken.None)).Value.Advice.ChunkBytes;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _metrics?.Dispose();
        _traces?.Dispose();
        _meters.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes every block and has one session.</summary>
    private sealed class NoStorage : IBlockStore, ISessionStore, INetworkCounterStore, IUploadList
    {
        private readonly StoredSession _session;

        public NoStorage() => _session = new StoredSession(
            new UploadSession
            {
                Id = Id,
                BlobName = UploadBlob.Of(Id).Name,
                State = UploadState.Open,
                FileName = "file.bin",
                LengthBytes = 64 << 20,
                ContentType = "application/octet-stream",
                Expected = ExpectedDigests.None,
                Metadata = new Dictionary<string, string>(),
                CreatedAt = TimeProvider.System.GetUtcNow(),
                Lifetime = TimeSpan.FromHours(24),
            },
            new Dictionary<string, NetworkCounters>());

        public UploadId Id { get; } = UploadId.FromBytes(new byte[UploadId.ByteCount]);

        public Task StageAsync(
            UploadBlob blob,
            BlockId block,
            System.Buffers.ReadOnlySequence<byte> content,
            CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<bool> TryCopyAsync(
            UploadBlob source, long offset, UploadBlob target, BlockId block, CancellationToken cancellationToken) =>
            Task.FromResult(false);

        public Task<BlockListing> ListAsync(UploadBlob blob, CancellationToken cancellationToken) => Task.FromResult(BlockListing.Empty);

        Task IUploadList.NoteAsync(ListedUpload upload, CancellationToken cancellationToken) => throw new NotSupportedException();

        Task<ListPage?> IUploadList.ReadAsync(ListQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        Task IUploadList.RemoveAsync(ListPlace place, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<UploadSession> AddAsync(UploadSession session, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<StoredSession?> FindAsync(UploadId id, CancellationToken cancellationToken) =>
            Task.FromResult<StoredSession?>(_session);

        public Task<UploadSession?> ReplaceAsync(UploadSession session, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task RemoveAsync(UploadId id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task WriteAsync(UploadId id, string instance, NetworkCounters counters, CancellationToken cancellationToken) =>
            Task.CompletedTask;
    }
}
