using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>Everything that is logged, with its scopes, instead of the console.</summary>
public sealed class CapturedLog : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    /// <summary>Every line, with its category, its event and its exception in full.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Category(CapturedLog log, string name) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes.Push(state);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> named ? string.Join(", ", named) : string.Empty;
            var scopes = new StringBuilder();
            log._scopes.ForEachScope(static (scope, text) => text.Append(" => ").Append(scope), scopes);
            log._lines.Enqueue($"{name} {eventId.Id} {logLevel} {formatter(state, exception)} {values}{scopes} {exception}");
        }
    }
}
