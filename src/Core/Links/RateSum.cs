namespace SmartTransfer.Core.Links;

/// <summary>Bytes and the seconds they took. Sums of several links or times add up, so their rate is weighted by time.</summary>
/// <param name="Bytes">Bytes that arrived.</param>
/// <param name="Seconds">Seconds they took.</param>
public readonly record struct RateSum(double Bytes, double Seconds)
{
    /// <summary>Less is too little to divide by.</summary>
    private const double MinSeconds = 0.1;

    /// <summary>Bytes / seconds; null while that rests on less than a tenth of a second, or on no byte.</summary>
    public double? BytesPerSecond => Seconds >= MinSeconds && Bytes > 0 ? Bytes / Seconds : null;

    /// <summary>Both together.</summary>
    public static RateSum operator +(RateSum left, RateSum right) => new(left.Bytes + right.Bytes, left.Seconds + right.Seconds);

    /// <summary>Both together.</summary>
    public static RateSum Add(RateSum left, RateSum right) => left + right;

    /// <summary>The same rate with another weight.</summary>
    public RateSum Times(double weight) => new(Bytes * weight, Seconds * weight);
}
