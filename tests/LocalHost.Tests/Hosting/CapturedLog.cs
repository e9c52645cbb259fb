using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.LocalHost.Tests.Hosting;

/// <summary>Everything the host logs, instead of the console.</summary>
public sealed class CapturedLog : ILoggerProvider, ILogger
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _serverFaults = new();
    private readonly Channel<(int Id, LogLevel Level, string Text)> _entries = Channel.CreateUnbounded<(int, LogLevel, string)>();

    /// <summary>Errors that the server below the host has logged.</summary>
    public IReadOnlyCollection<string> ServerFaults => _serverFaults;

    /// <summary>Waits for the host's own entry with that id and returns its text.</summary>
    public async Task<string> EntryAsync(int id)
    {
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var entry in _entries.Reader.ReadAllAsync(patience.Token))
        {
            if (entry.Id == id)
            {
                return entry.Text;
            }
        }

        throw new InvalidOperationException("The log ended.");
    }

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("SmartTransfer", StringComparison.Ordinal)
            ? this
            : new ServerLog(_serverFaults);

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Writer.TryWrite((eventId.Id, logLevel, $"{formatter(state, exception)} {exception?.Message}"));

    public void Dispose()
    {
    }

    private sealed class ServerLog(ConcurrentQueue<string> faults) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                faults.Enqueue($"{formatter(state, exception)} {exception?.Message}");
            }
        }
    }
}
