using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Ports;

/// <summary>Which uploads of a list are wanted.</summary>
/// <param name="Owner">Whose; null for everybody's.</param>
/// <param name="Top">How many at most, from 1.</param>
public sealed record ListQuery(OwnerKey? Owner, int Top)
{
    /// <summary>In which state; null for any. What is listed as open may have ended since, so it is given in any case.</summary>
    public UploadState? State { get; init; }

    /// <summary>What the file's name begins with, upper and lower case told apart; empty for anything.</summary>
    public string NamePrefix { get; init; } = string.Empty;

    /// <summary>The earliest time at which they were started; null for any.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time before which they were started; null for any.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Where an earlier page ended (<see cref="ListPage.Continuation"/>); null for the beginning.</summary>
    public string? Continuation { get; init; }
}
