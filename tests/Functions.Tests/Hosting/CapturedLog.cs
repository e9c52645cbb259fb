using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>Everything that is logged, instead of the console. Scopes are left out, as the console leaves them out.</summary>
public sealed class CapturedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>Every line, with its category, its event and its exception in full.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Category(_lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class Category(ConcurrentQueue<string> lines, string name) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> named ? string.Join(", ", named) : string.Empty;
            lines.Enqueue($"{name} {eventId.Id} {logLevel} {formatter(state, exception)} {values} {exception}");
        }
    }
}
