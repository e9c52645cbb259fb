using SmartTransfer.Azure.Blobs;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Bench.Memory;
using SmartTransfer.Bench.Rig;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Bench.Completion;

/// <summary>
/// What completing the largest upload costs: the bytes that the block list, the assembly, the plan and Put Block List allocate, and the
/// memory by which the whole host grows. Storage is a stand-in in another process. Bytes do not depend on how busy the machine is.
/// </summary>
internal static class CompletionBenchmark
{
    private const int Blocks = 50_000;
    private const long FileBytes = (long)Blocks * LongListProcess.BlockBytes;
    private const int LimitMebibytes = 60;

    /// <returns>1 where a completion allocates more than its limit.</returns>
    public static async Task<int> RunAsync()
    {
        using var blobs = await LongListProcess.StartAsync(Blocks);
        var table = new TextTable("step", "allocated, MiB") { IsSlow = false };

        // The first time compiles, and opens the connection.
        _ = await AllocateAsync(blobs.Port, null);
        var total = await AllocateAsync(blobs.Port, table);
        table.Add("all of it", Sizes.Number(total, "0.0"));
        table.Print($"Completing an upload of {Blocks} blocks; all of it is to stay under {LimitMebibytes} MiB");
        if (ProcessMemory.IsKnown)
        {
            await GrowAsync(blobs.Port);
        }

        return total < LimitMebibytes ? 0 : 1;
    }

    private static async Task<double> AllocateAsync(int port, TextTable? table)
    {
        using var clients = new StorageClients(new StorageOptions
        {
            ConnectionString = AzuriteProcess.ConnectionStringFor(port, port),
            ContainerName = "files",
        });
        using var provisioner = new StorageProvisioner(clients);
        await provisioner.EnsureAsync(CancellationToken.None);
        var (blocks, commits) = (new BlobBlockStore(clients, provisioner), new BlobCommitStore(clients, provisioner));
        var session = NewSession();
        var (begin, last) = (GC.GetTotalAllocatedBytes(precise: true), 0L);
        last = begin;

        var listing = await blocks.ListAsync(session.Blob, CancellationToken.None);
        Add("Get Block List, read");
        var ledger = Ledger.Read(FileBytes, listing.Staged);
        Add("ids decoded and put in order");
        var file = ((AssemblyOutcome.Whole)ledger.AssembleProven()).File;
        Add("assembled and proven");
        session = session with { Plan = CommitPlan.Encode(file), File = file.Digests, LengthBytes = FileBytes };
        Add("plan");
        _ = await commits.CommitAsync(session, file.Blocks, CancellationToken.None);
        Add("Put Block List");
        return (double)(last - begin) / Sizes.MiB;

        void Add(string step)
        {
            var now = GC.GetTotalAllocatedBytes(precise: true);
            table?.Add(step, Sizes.Number((double)(now - last) / Sizes.MiB, "0.0"));
            last = now;
        }
    }

    private static async Task GrowAsync(int port)
    {
        var table = new TextTable("request", "at rest, MiB", "peak, MiB", "grown by, MiB") { IsSlow = false };
        using var azurite = await AzuriteProcess.StartAsync();
        foreach (var request in new[] { "status with all chunks", "completion" })
        {
            using var host = await HostProcess.StartAsync(AzuriteProcess.ConnectionStringFor(port, azurite.TablePort), "stream");
            using var client = new UploadClient(host.Address);
            var id = await client.StartAsync(FileBytes);
            var before = ProcessMemory.PeakBytes(host.ProcessId);
            await (request == "completion" ? client.CompleteAsync(id) : client.StatusAsync(id));
            var after = ProcessMemory.PeakBytes(host.ProcessId);
            table.Add(request, Mebibytes(before), Mebibytes(after), Mebibytes(after - before));
        }

        table.Print($"The host over one request for such an upload: resident memory, a fresh process for each");
    }

    private static string Mebibytes(long bytes) => Sizes.Number((double)bytes / Sizes.MiB, "0");

    private static UploadSession NewSession() => new()
    {
        Id = UploadId.FromBytes(new byte[16]),
        BlobName = BlobName.Of(UploadKey.Of(UploadId.FromBytes(new byte[16]))),
        State = UploadState.Open,
        FileName = "file",
        LengthBytes = FileBytes,
        ContentType = "application/octet-stream",
        Expected = ExpectedDigests.None,
        Metadata = new Dictionary<string, string>(),
        CreatedAt = DateTimeOffset.UnixEpoch,
        Lifetime = TimeSpan.FromDays(1),
    };
}
