using Microsoft.AspNetCore.Http;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Functions.Edge;

namespace SmartTransfer.Functions.Resumable;

/// <summary>What the functions of this protocol run within: who may call is asked first, and failures are answered in its words.</summary>
public sealed class ResumableEdge
{
    private readonly FunctionEdge _edge;
    private readonly ResumableAnswers _answers;
    private readonly ResumablePreflight _preflight;
    private readonly ResumablePost _post;
    private readonly ResumableHead _head;
    private readonly ResumablePatch _patch;
    private readonly ResumableDelete _delete;

    internal ResumableEdge(
        FunctionEdge edge,
        ResumableAnswers answers,
        ResumablePreflight preflight,
        ResumablePost post,
        ResumableHead head,
        ResumablePatch patch,
        ResumableDelete delete) =>
        (_edge, _answers, _preflight, _post, _head, _patch, _delete) = (edge, answers, preflight, post, head, patch, delete);

    internal Task<IResult> OptionsAsync(HttpRequest request) =>
        _edge.RunAsync(request, () => Task.FromResult(_preflight.Answer(request)));

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
