using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Functions.Json;

/// <summary>A page of a list of uploads.</summary>
internal sealed record UploadListJson(IReadOnlyList<ListedUploadJson> Uploads, string? Continuation)
{
    /// <summary>A page as its owner may see it, with the ids by which one writes.</summary>
    public static UploadListJson OfOwn(UploadPage page) =>
        new([.. page.Uploads.Select(upload => ListedUploadJson.Of(upload) with { Id = upload.Upload.Id.Value })], page.Continuation);

    /// <summary>A page as an operator may see it: by keys, and whose each is.</summary>
    public static UploadListJson OfAll(UploadPage page) =>
        new([.. page.Uploads.Select(upload => ListedUploadJson.Of(upload) with { Owner = upload.Upload.Owner?.Value })], page.Continuation);
}

/// <summary>An upload of a list.</summary>
internal sealed record ListedUploadJson(
    string Key,
    string? Id,
    string State,
    string? Role,
    string FileName,
    long? Length,
    string ContentType,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? EndedAt,
    string? Owner)
{
    public static ListedUploadJson Of(ListedStatus listed)
    {
        var upload = listed.Upload;
        return new(
            upload.Key.Value,
            null,
            UploadJson.StateOf(upload.State),
            UploadJson.RoleOf(upload.Role),
            upload.FileName,
            upload.LengthBytes,
            upload.ContentType,
            upload.CreatedAt,
            listed.ExpiresAt,
            upload.EndedAt,
            null);
    }
}
