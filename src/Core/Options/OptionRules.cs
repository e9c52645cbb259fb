using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Options;

/// <summary>The rules between settings, which no single range can hold.</summary>
public static class OptionRules
{
    /// <summary>The rules that are broken, as sentences that name the settings and their values; none when all hold.</summary>
    public static IEnumerable<string> Broken(
        LimitOptions limits,
        SessionOptions sessions,
        SweepOptions sweep,
        AdmissionOptions admission,
        RetryOptions retry,
        NetworkOptions network)
    {
        var mostBytes = Ledgers.BlockLimits.PlannedBlocks * limits.MaxChunkBytes;
        if (limits.MaxFileBytes > mostBytes)
        {
            yield return $"SmartTransfer:Limits:MaxFileBytes is {limits.MaxFileBytes} bytes, but 49,000 chunks of "
                + $"SmartTransfer:Limits:MaxChunkBytes ({limits.MaxChunkBytes} bytes) hold only {mostBytes} bytes; lower the first or "
                + "raise the second.";
        }

        if (admission.MaxBytesInFlight < limits.MaxChunkBytes)
        {
            yield return $"SmartTransfer:Admission:MaxBytesInFlight is {admission.MaxBytesInFlight} bytes, which is less than one "
                + $"chunk of SmartTransfer:Limits:MaxChunkBytes ({limits.MaxChunkBytes} bytes), so such a chunk could never be accepted.";
        }

        if (sweep.TombstoneLifetime < sessions.LateFor(retry))
        {
            yield return $"SmartTransfer:Sweep:TombstoneLifetime is {sweep.TombstoneLifetime} (hh:mm:ss); it must be at least "
                + $"{sessions.LateFor(retry)}: SmartTransfer:Sessions:CacheLifetime ({sessions.CacheLifetime}), twice "
                + $"SmartTransfer:Retry:TotalTimeout ({retry.TotalTimeout}) and SmartTransfer:Retry:AttemptTimeout "
                + $"({retry.AttemptTimeout}), and a minute and a half, or a late chunk could be left behind.";
        }

        if (retry.MaxDelay < retry.BaseDelay)
        {
            yield return $"SmartTransfer:Retry:MaxDelay is {retry.MaxDelay} (hh:mm:ss), which is shorter than "
                + $"SmartTransfer:Retry:BaseDelay ({retry.BaseDelay}).";
        }

        if (retry.TotalTimeout < retry.AttemptTimeout)
        {
            yield return $"SmartTransfer:Retry:TotalTimeout is {retry.TotalTimeout} (hh:mm:ss), which is shorter than one try may "
                + $"take, SmartTransfer:Retry:AttemptTimeout ({retry.AttemptTimeout}).";
        }

        if (network.SlowChunkBytes > network.MediumChunkBytes
            || network.MediumChunkBytes > network.FastChunkBytes
            || network.FastChunkBytes > limits.MaxChunkBytes)
        {
            yield return $"SmartTransfer:Network:SlowChunkBytes ({network.SlowChunkBytes} bytes), MediumChunkBytes "
                + $"({network.MediumChunkBytes} bytes), FastChunkBytes ({network.FastChunkBytes} bytes) and "
                + $"SmartTransfer:Limits:MaxChunkBytes ({limits.MaxChunkBytes} bytes) must not decrease in this order.";
        }

        if (network.SlowBelowBytesPerSecond > network.FastAboveBytesPerSecond)
        {
            yield return $"SmartTransfer:Network:SlowBelowBytesPerSecond ({network.SlowBelowBytesPerSecond} bytes/s) is above "
                + $"SmartTransfer:Network:FastAboveBytesPerSecond ({network.FastAboveBytesPerSecond} bytes/s).";
        }

        if (network.FlushNotAfter < network.FlushNotBefore)
        {
            yield return $"SmartTransfer:Network:FlushNotAfter is {network.FlushNotAfter} (hh:mm:ss), which is shorter than "
                + $"SmartTransfer:Network:FlushNotBefore ({network.FlushNotBefore}).";
        }

        if (network.ClientKeySecret is { Length: > 0 and < NetworkOptions.MinClientKeySecretChars })
        {
            yield return "SmartTransfer:Network:ClientKeySecret is set (its value is not shown), but has fewer than "
                + $"{NetworkOptions.MinClientKeySecretChars} characters and could be guessed; give a longer random text, or none.";
        }
    }
}
