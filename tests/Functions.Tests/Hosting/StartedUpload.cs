using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>An upload that was started, whatever its protocol, and what is stored of it.</summary>
public abstract class StartedUpload(ApiHost host, string path)
{
    /// <summary>The path that Location named.</summary>
    public string Path => path;

    /// <summary>The upload's id.</summary>
    public UploadId Id =>
        UploadId.TryParse(Path[(Path.LastIndexOf('/') + 1)..], out var id)
            ? id
            : throw new InvalidOperationException($"{Path} ends in no id.");

    /// <summary>The blocks that are staged for it.</summary>
    public IReadOnlyList<StagedBlock> Blocks => Host.Stored.StagedBlocks(Id);

    /// <summary>The session as it is stored.</summary>
    public UploadSession Row => Host.Stored.SessionRows.Single(row => row.Id == Id);

    /// <summary>The file; null where it is not there.</summary>
    public byte[]? File => Host.Stored.CommittedBytes(Id);

    private protected ApiHost Host => host;
}
