using Microsoft.Azure.Functions.Worker;

namespace SmartTransfer.LocalHost.Invocation;

/// <summary>The worker's view of one invocation.</summary>
internal sealed class LocalFunctionContext(
    Function function, IServiceProvider services, IReadOnlyDictionary<string, object?> bindingData, CancellationToken token,
    HttpRequest? request = null) : FunctionContext
{
    // Under this key the worker's HTTP extension keeps the request, so its own lookup finds it here too.
    private const string HttpContextItem = "HttpRequestContext";

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => function.Name;

    public override TraceContext TraceContext { get; } = new LocalTraceContext(request);

    public override BindingContext BindingContext { get; } = new LocalBindingContext(bindingData);

    public override RetryContext RetryContext { get; } = new LocalRetryContext();

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition { get; } = new LocalFunctionDefinition(function);

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new LocalInvocationFeatures();

    public override CancellationToken CancellationToken { get; } = token;

    public static LocalFunctionContext ForRequest(Function function, HttpContext http, CancellationToken token)
    {
        var context = new LocalFunctionContext(
            function, http.RequestServices, http.Request.RouteValues.ToDictionary(StringComparer.OrdinalIgnoreCase), token, http.Request);
        context.Items[HttpContextItem] = http;
        return context;
    }

    public static LocalFunctionContext ForTimer(Function function, IServiceProvider services, CancellationToken token) =>
        new(function, services, new Dictionary<string, object?>(), token);
}
