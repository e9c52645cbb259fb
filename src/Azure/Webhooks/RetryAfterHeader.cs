namespace SmartTransfer.Azure.Webhooks;

/// <summary>What a receiver asks for that does not want to be asked again at once (RFC 9110, section 10.2.3).</summary>
internal static class RetryAfterHeader
{
    /// <summary>How long from now, whether it said so in seconds or by a date; null where it did not.</summary>
    public static TimeSpan? RetryAfter(this HttpResponseMessage answer, TimeProvider clock) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
        { Date: not null } => TimeSpan.Zero,
        _ => null,
    };
}
