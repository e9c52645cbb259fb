using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Testing.Webhooks;

namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>An application that is asked before uploads start.</summary>
public sealed class HookReceiver : IAsyncDisposable
{
    /// <summary>The secret by which it knows who asks.</summary>
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly WebhookReceiver _receiver;

    private HookReceiver(WebhookReceiver receiver)
    {
        _receiver = receiver;
        _receiver.Answer = context =>
        {
            context.Response.StatusCode = Answer.Status;
            return Answer.Body.Length > 0 ? context.Response.WriteAsync(Answer.Body) : Task.CompletedTask;
        };
    }

    /// <summary>What it answers.</summary>
    public (int Status, string Body) Answer { get; set; } = (204, string.Empty);

    /// <summary>What it was asked.</summary>
    public IReadOnlyList<JsonElement> Asked =>
        [.. _receiver.Received.Select(asked => JsonSerializer.Deserialize<JsonElement>(asked.Body))];

    /// <summary>The settings of an app that asks it.</summary>
    public string[] Settings => [$"--SmartTransfer:Hooks:BeforeStart={_receiver.Address}ask", $"--SmartTransfer:Hooks:Secret={Secret}"];

    public static async Task<HookReceiver> StartAsync() => new(await WebhookReceiver.StartAsync());

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();
}
