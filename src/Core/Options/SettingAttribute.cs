namespace SmartTransfer.Core.Options;

/// <summary>
/// Gives the unit and the limits of a setting. A number must lie between the limits; otherwise a sentence names the setting,
/// its value, the unit and the limits.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute : Attribute
{
    /// <summary>A setting with limits.</summary>
    /// <param name="unit">The unit: bytes, hh:mm:ss, retries, ...</param>
    /// <param name="min">The least value as it is written in configuration; null for none.</param>
    /// <param name="max">The greatest value as it is written in configuration; null for none.</param>
    public SettingAttribute(string unit, string? min = null, string? max = null)
    {
        Unit = unit;
        Min = min;
        Max = max;
    }

    /// <summary>The unit of the value.</summary>
    public string Unit { get; }

    /// <summary>The least value, as it is written in configuration.</summary>
    public string? Min { get; }

    /// <summary>The greatest value, as it is written in configuration.</summary>
    public string? Max { get; }
}
