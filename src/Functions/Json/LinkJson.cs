using SmartTransfer.Core.Links;

namespace SmartTransfer.Functions.Json;

/// <summary>What the evidence says of a link.</summary>
internal sealed record LinkJson(
    double? GoodputBytesPerSecond,
    double? ConnectionBytesPerSecond,
    string? Source,
    double OverheadSeconds,
    double FailuresPerSecond,
    double Attempts,
    double? SuccessRate,
    double? Variation)
{
    public static LinkJson Of(LinkEstimate estimate) => new(
        Rounded(estimate.GoodputBytesPerSecond, 0),
        Rounded(estimate.ConnectionBytesPerSecond, 0),
        estimate.Source?.ToString().ToLowerInvariant(),
        Math.Round(estimate.OverheadSeconds, 3),
        Math.Round(estimate.FailuresPerSecond, 6),
        Math.Round(estimate.Attempts, 1),
        Rounded(estimate.SuccessRate, 3),
        Rounded(estimate.Variation, 3));

    private static double? Rounded(double? value, int digits) => value is { } number ? Math.Round(number, digits) : null;
}
