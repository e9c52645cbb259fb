using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>An application that is asked before uploads start.</summary>
public sealed class HookReceiver : IAsyncDisposable
{
    /// <summary>The secret by which it knows who asks.</summary>
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly WebApplication _app;

    private HookReceiver(WebApplication app) => _app = app;

    /// <summary>What it answers.</summary>
    public (int Status, string Body) Answer { get; set; } = (204, string.Empty);

    /// <summary>What it was asked.</summary>
    public List<JsonElement> Asked { get; } = [];

    /// <summary>The settings of an app that asks it.</summary>
    public string[] Settings => [$"--SmartTransfer:Hooks:BeforeStart={_app.Urls.Single()}/ask", $"--SmartTransfer:Hooks:Secret={Secret}"];

    public static async Task<HookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new HookReceiver(app);
        app.Run(receiver.AnswerAsync);
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await JsonDocument.ParseAsync(context.Request.Body);
        lock (Asked)
        {
            Asked.Add(body.RootElement);
        }

        context.Response.StatusCode = Answer.Status;
        if (Answer.Body.Length > 0)
        {
            await context.Response.WriteAsync(Answer.Body);
        }
    }
}
