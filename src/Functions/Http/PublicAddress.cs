using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Functions.Http;

/// <summary>
/// How clients name what is here. Without <see cref="PublicAddressOptions.PublicBaseUrl"/> that is a path, not a URL: behind the
/// Functions host the worker does not know the name it is called by, and headers in which a proxy says it may be anybody's.
/// </summary>
public sealed class PublicAddress(PublicAddressOptions options)
{
    private readonly string? _url = options.PublicBaseUrl?.AbsoluteUri.TrimEnd('/');
    private readonly string? _path = options.PublicBaseUrl?.AbsolutePath.TrimEnd('/');

    internal static PublicAddress Of(HttpRequest request) => request.HttpContext.RequestServices.GetRequiredService<PublicAddress>();

    /// <summary>Where the API begins, without a slash at the end: a URL where one is set, else a path.</summary>
    /// <param name="request">The request.</param>
    /// <param name="route">What the request's path has after that, such as <c>/ui</c>; empty for nothing.</param>
    internal string RootOf(HttpRequest request, string route) => _url ?? CalledRootOf(request, route);

    /// <summary>The same as a path in any case, as a page of this very origin names what it loads.</summary>
    internal string RootPathOf(HttpRequest request, string route) => _path ?? CalledRootOf(request, route);

    /// <summary>Where an upload is found that the request started: below the address at which it was started.</summary>
    internal string LocationOf(HttpRequest request, UploadId id)
    {
        var path = PathOf(request);
        return _url is null ? $"{path}/{id.Value}" : $"{_url}{path[path.LastIndexOf('/')..]}/{id.Value}";
    }

    /// <summary>The address of the upload that the request was sent to.</summary>
    internal string AddressOf(HttpRequest request)
    {
        var path = PathOf(request);
        return _url is null ? path : _url + path[path[..path.LastIndexOf('/')].LastIndexOf('/')..];
    }

    private static string CalledRootOf(HttpRequest request, string route) => PathOf(request)[..^route.Length];

    private static string PathOf(HttpRequest request) => $"{request.PathBase}{request.Path}".TrimEnd('/');
}
