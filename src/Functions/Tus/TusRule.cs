using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;

namespace SmartTransfer.Functions.Tus;

/// <summary>One thing that must be so before a request is looked into any further. Reads headers alone, never the body.</summary>
/// <returns>Null when it is so, else why not.</returns>
internal delegate Failure? TusRule(HttpRequest request);
