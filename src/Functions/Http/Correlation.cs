using Microsoft.AspNetCore.Http;

namespace SmartTransfer.Functions.Http;

/// <summary>The id under which a request's log lines and its problem answer are found together.</summary>
internal static class Correlation
{
    public const string Header = "x-correlation-id";

    private static readonly object Key = new();

    public static string IdOf(HttpContext context)
    {
        if (context.Items[Key] is not string id)
        {
            id = System.Diagnostics.Activity.Current is { IdFormat: System.Diagnostics.ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : Guid.NewGuid().ToString("N");
            context.Items[Key] = id;
        }

        return id;
    }
}
