using System.Runtime.CompilerServices;

namespace Azure.Data.Tables.Protocol;

/// <summary>The results of a query, page after page; a page may be empty and yet not be the last.</summary>
internal sealed class QueryPages<T>(QueryPages<T>.ReadPage readPage, int? maxPerPage, CancellationToken cancellationToken)
    : AsyncPageable<T>(cancellationToken)
    where T : notnull
{
    /// <summary>Reads the page at a token; null is the first.</summary>
    public delegate Task<Page<T>> ReadPage(string? continuationToken, int? pageSize, CancellationToken cancellationToken);

    public override IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
        PagesAsync(continuationToken, pageSizeHint ?? maxPerPage, CancellationToken);

    private async IAsyncEnumerable<Page<T>> PagesAsync(
        string? continuationToken,
        int? pageSize,
        [EnumeratorCancellation] CancellationToken token)
    {
        do
        {
            var page = await readPage(continuationToken, pageSize, token).ConfigureAwait(false);
            yield return page;
            continuationToken = page.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(continuationToken));
    }
}
