using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Storm.Clients;

/// <summary>A client was told what happened to an upload.</summary>
/// <param name="Id">The upload.</param>
/// <param name="AnyOf">What happened; of several kinds it does not know which.</param>
internal sealed record HeardFact(string Id, IReadOnlyList<UploadEventKind> AnyOf);
