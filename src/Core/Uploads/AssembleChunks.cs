using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Puts a file together from chunks that came in any order. Unless a manifest or an expected digest says what the file is, every chunk
/// that was sent must be shown to hold the file's bytes (docs/adr/0020): else chunks of two versions could become one file.
/// </summary>
public sealed class AssembleChunks(IBlockStore blocks)
{
    /// <summary>Puts it together.</summary>
    /// <param name="session">The session, open.</param>
    /// <param name="request">What the client says of the file; its length where the session has none.</param>
    /// <param name="expected">The digests that the file must have.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The blocks, or why there are none: what is missing, or in conflict.</returns>
    internal async Task<Outcome<FileAssembly>> RunAsync(
        UploadSession session, CompletionRequest request, ExpectedDigests expected, CancellationToken cancellationToken)
    {
        var listing = await blocks.ListAsync(session.Blob, cancellationToken);
        var length = session.LengthBytes ?? request.LengthBytes ?? 0;
        if (session.LengthBytes is null && Ledger.ReadOpenEnded(listing).LengthBytes is var arrived && arrived > length)
        {
            return FailureCatalogue.LengthTooSmall(arrived, length);
        }

        var ledger = Ledger.Read(length, listing.Staged);
        var assembled = request.Manifest is { } manifest ? ledger.Assemble(manifest)
            : expected.Crc64Nvme is { } crc ? ledger.AssembleTo(crc)
            : expected == ExpectedDigests.None ? ledger.AssembleProven()
            : ledger.Assemble();
        return assembled is AssemblyOutcome.Whole { File: var file } ? file : Refusal(assembled, session, length);
    }

    private static Failure Refusal(AssemblyOutcome assembled, UploadSession session, long length) => assembled switch
    {
        AssemblyOutcome.Incomplete when session.Role is UploadRole.Final => FailureCatalogue.UploadConcatenating(),
        AssemblyOutcome.Incomplete incomplete => FailureCatalogue.ChunksMissing(incomplete.Missing),
        AssemblyOutcome.Conflicting conflicting => FailureCatalogue.ChunksConflict(conflicting.Conflicts),
        AssemblyOutcome.BadManifest bad => FailureCatalogue.ManifestInvalid(bad.At, length),
        AssemblyOutcome.TooManyBlocks many => FailureCatalogue.TooManyChunks(many.BlockCount, BlockLimits.MaxCommittedBlocks),
        _ => throw new InvalidOperationException($"Assembly gave {assembled.GetType().Name}."),
    };
}
