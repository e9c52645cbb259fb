using Microsoft.AspNetCore.Http;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Failures;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Tus;

/// <summary>
/// What every tus function runs within: finds the method's work, and gives every answer the header Tus-Resumable.
/// </summary>
/// <remarks>
/// Core protocol, X-HTTP-Method-Override: the header "MUST be interpreted as the request's method by the Server, if the header is
/// presented. The actual method of the request MUST be ignored." It opens no door: functions that need no key do not look at it.
/// Tus-Resumable "MUST be included in every request and response except for OPTIONS requests".
/// </remarks>
public sealed class TusEdge(FunctionEdge edge, IEnumerable<ITusVerb> verbs)
{
    // What a client may ask an upload's address for without an override, which is what the other functions there take.
    private const string OnUpload = "DELETE, GET, HEAD, OPTIONS, PATCH";

    private readonly ITusVerb[] _verbs = [.. verbs];

    /// <summary>
    /// Answers a request to the address where uploads are started (<paramref name="id"/> is null) or to that of an upload.
    /// </summary>
    public Task<IResult> RunAsync(HttpRequest request, string? id)
    {
        var given = request.Headers[TusProtocol.MethodOverride].ToString();
        return RunAsync(request, id, given.Length > 0 ? given : request.Method, isOverridden: given.Length > 0);
    }

    /// <summary>Answers a request as if it had this method, whatever its headers say.</summary>
    public Task<IResult> RunAsync(HttpRequest request, string? id, string method) => RunAsync(request, id, method, isOverridden: false);

    /// <summary>Answers a request to an address of tus that asks for nothing that is done there.</summary>
    public async Task<IResult> RefuseAsync(HttpRequest request, IResult refusal) => Answered(await edge.RefuseAsync(request, refusal));

    private static Answer Answered(IResult result) =>
        new(result, static response => response.Headers[TusProtocol.TusResumable] = TusProtocol.Version);

    private async Task<IResult> RunAsync(HttpRequest request, string? id, string method, bool isOverridden)
    {
        var verb = Array.Find(
            _verbs,
            verb => verb.Method.Equals(method, StringComparison.OrdinalIgnoreCase)
                && (verb.OnUpload is null || verb.OnUpload == id is not null));
        var result = verb switch
        {
            null when isOverridden => await edge.RefuseAsync(request, TusProblem.Of(FailureCatalogue.MethodUnsupported(method))),
            null => await edge.RefuseAsync(request, MethodProblem.Of(request, OnUpload)),
            { OnUpload: null } => await edge.RunAsync(request, () => verb.RunAsync(request, default)),
            { OnUpload: false } =>
                await edge.RunUploadAsync(
                    request,
                    () => verb.RunAsync(request, default),
                    TusProblem.Of,
                    verb.BringsBytes && TusRules.IsOffsetOctetStream(request)),
            _ =>
                await edge.RunAsync(
                    request, id!, upload => verb.RunAsync(request, upload), refuse: TusProblem.Of, bringsBytes: verb.BringsBytes),
        };
        return Answered(result);
    }
}
