using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Functions.Tus;

/// <summary>What one method of the protocol does.</summary>
public interface ITusVerb
{
    /// <summary>The method.</summary>
    string Method { get; }

    /// <summary>Whether it is for the address of an upload, and not for that where uploads are started; null for both.</summary>
    bool? OnUpload { get; }

    /// <summary>Whether the request's body may be a part of a file.</summary>
    bool BringsBytes => false;

    /// <summary>Does it.</summary>
    /// <param name="request">The request; its own method may be another one (X-HTTP-Method-Override).</param>
    /// <param name="upload">The upload whose address it is; the default where uploads are started.</param>
    Task<IResult> RunAsync(HttpRequest request, NamedUpload upload);
}
