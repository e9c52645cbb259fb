using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Resumable;

/// <summary>What the functions of this protocol run within: who may call is asked first, and failures are answered in its words.</summary>
public sealed class ResumableEdge
{
    private readonly FunctionEdge _edge;
    private readonly CrossOrigin _crossOrigin;
    private readonly UploadLimit _limit;
    private readonly ResumableAnswers _answers;
    private readonly ResumablePost _post;
    private readonly ResumableHead _head;
    private readonly ResumablePatch _patch;
    private readonly ResumableDelete _delete;

    internal ResumableEdge(IServiceProvider services) => (_edge, _crossOrigin, _limit, _answers, _post, _head, _patch, _delete) = (
        services.GetRequiredService<FunctionEdge>(),
        services.GetRequiredService<CrossOrigin>(),
        services.GetRequiredService<UploadLimit>(),
        services.GetRequiredService<ResumableAnswers>(),
        services.GetRequiredService<ResumablePost>(),
        services.GetRequiredService<ResumableHead>(),
        services.GetRequiredService<ResumablePatch>(),
        services.GetRequiredService<ResumableDelete>());

    /// <summary>
    /// What an upload may have, and a browser's preflight. 4.1.4: "the server MUST include the Upload-Limit header field with the
    /// corresponding limits in the response." Accept-Patch is what interop 8 asks for.
    /// </summary>
    internal Task<IResult> OptionsAsync(HttpRequest request) => _edge.RunAsync(
        request,
        () => Task.FromResult<IResult>(new Answer(Results.NoContent(), response =>
        {
            _limit.Write(response.Headers);
            response.Headers[ResumableProtocol.AcceptPatch] = ResumableProtocol.PartialUpload;
            _crossOrigin.WritePreflight(request, response);
        })));

    internal Task<IResult> PostAsync(HttpRequest request) => _edge.RunUploadAsync(
        request, () => _post.RunAsync(request), failure => _answers.Problem(request, failure), bringsBytes: true);

    internal Task<IResult> HeadAsync(HttpRequest request, string id) => _edge.RunAsync(
        request, id, upload => _head.RunAsync(request, upload), refuse: failure => _answers.Problem(request, failure));

    internal Task<IResult> PatchAsync(HttpRequest request, string id) => _edge.RunAsync(
        request,
        id,
        upload => _patch.RunAsync(request, upload),
        refuse: failure => _answers.Problem(request, failure),
        bringsBytes: true);

    internal Task<IResult> DeleteAsync(HttpRequest request, string id) => _edge.RunAsync(
        request, id, upload => _delete.RunAsync(request, upload), refuse: failure => _answers.Problem(request, failure));
}
