using System.Globalization;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Uploads;

/// <summary>Reads from the query of a request which uploads of a list are wanted.</summary>
internal static class ListQueryReader
{
    private const int MaxNameChars = 255;
    private const int MaxContinuationChars = 1_000;

    private const int MostFractionDigits = 7;

    // RFC 3339, whose offset makes it an instant.
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mmzzz"];

    private static readonly string States = string.Join(", ", Enum.GetNames<UploadState>().Select(name => name.ToLowerInvariant()));

    public static Outcome<ListQuery> Read(HttpRequest request, OwnerKey? owner)
    {
        string Text(string name) => request.Query[name].ToString();
        UploadState? state = null;
        if (Text("state") is { Length: > 0 } stateText)
        {
            if (!stateText.All(char.IsAsciiLetterLower) || !Enum.TryParse<UploadState>(stateText, ignoreCase: true, out var named))
            {
                return FailureCatalogue.QueryInvalid("state", stateText, $"give one of {States}");
            }

            state = named;
        }

        if (!TryTime(Text("from"), out var from))
        {
            return FailureCatalogue.QueryInvalid("from", Text("from"), Want("from"));
        }

        if (!TryTime(Text("to"), out var to))
        {
            return FailureCatalogue.QueryInvalid("to", Text("to"), Want("to"));
        }

        var top = ListsOptions.DefaultTop;
        if (Text("top") is { Length: > 0 } topText)
        {
            if (!WholeNumber.TryParse(topText, out var number) || number is < 1 or > ListsOptions.MaxTop)
            {
                return FailureCatalogue.QueryInvalid("top", topText, $"give a number from 1 to {ListsOptions.MaxTop}");
            }

            top = (int)number;
        }

        var name = Text("name");
        if (name.Length > MaxNameChars || name.AsSpan().ContainsAnyInRange('\0', '\u001f') || !IsUnicode(name))
        {
            return FailureCatalogue.QueryInvalid("name", name, $"give what the name begins with, at most {MaxNameChars} characters");
        }

        var continuation = Text("continuation");
        return continuation.Length > MaxContinuationChars
            ? FailureCatalogue.QueryInvalid("continuation", continuation, "give the one of an earlier answer")
            : new ListQuery(owner, top)
            {
                State = state,
                NamePrefix = name,
                From = from,
                To = to,
                Continuation = continuation.Length > 0 ? continuation : null,
            };
    }

    private static string Want(string name) => $"give a time such as 2026-11-29T12:00:00Z, with '+' as %2B ({name})";

    private static bool IsUnicode(string text) => !text.EnumerateRunes().Any(rune => rune == System.Text.Rune.ReplacementChar);

    private static bool TryTime(string text, out DateTimeOffset? time)
    {
        time = null;
        if (text.Length == 0)
        {
            return true;
        }

        var exact = Shortened(text.EndsWith('Z') ? text[..^1] + "+00:00" : text);
        var read = DateTimeOffset.TryParseExact(
            exact, Times, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant);
        time = read ? instant : null;
        return read;
    }

    /// <summary>A fraction of a second may have any number of digits but none; ours has seven. Empty where it has none.</summary>
    private static string Shortened(string text)
    {
        var first = text.IndexOf('.', StringComparison.Ordinal) + 1;
        var end = first;
        while (first > 0 && end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        if (first > 0 && end == first)
        {
            return string.Empty;
        }

        return end - first > MostFractionDigits ? text.Remove(first + MostFractionDigits, end - first - MostFractionDigits) : text;
    }
}
