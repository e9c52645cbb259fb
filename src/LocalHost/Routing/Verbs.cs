namespace SmartTransfer.LocalHost.Routing;

/// <summary>On an endpoint: the function whose verbs decide whether it is a candidate for a request.</summary>
internal sealed record Verbs(HttpFunction Function);
