namespace SmartTransfer.LocalHost;

/// <summary>What the host shows of itself once it listens: every function, and where or when it runs.</summary>
internal static class FunctionsList
{
    public static void Write(TextWriter output, WebApplication app)
    {
        var functions = app.Services.GetRequiredService<FunctionCatalogue>();
        var address = app.Urls.First().TrimEnd('/');
        output.WriteLine();
        output.WriteLine("Functions:");
        foreach (var function in functions.Http)
        {
            var verbs = function.Verbs.Count == 0 ? "" : $" [{string.Join(',', function.Verbs)}]";
            output.WriteLine($"\n\t{function.Name}:{verbs} {address}/{function.Pattern.RawText!.TrimStart('/')}");
        }

        foreach (var function in functions.Timers)
        {
            output.WriteLine($"\n\t{function.Name}: timerTrigger {function.ScheduleText}");
        }

        output.WriteLine();
        output.WriteLine($"Listening on {string.Join(", ", app.Urls)}. Press Ctrl+C to stop.");
    }
}
