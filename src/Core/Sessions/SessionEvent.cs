using System.Globalization;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Sessions;

/// <summary>
/// Says in an upload's record that something happened which others are told of. It is written with the change itself, and stays as
/// long as the record does; whether everybody was told stands in the index of events that are due.
/// </summary>
/// <param name="Number">Counts the upload's events from 1, in the order in which they happened.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When, in whole milliseconds.</param>
/// <param name="Entry">The entry of the index under which it is due, or was: written before this.</param>
public readonly record struct SessionEvent(int Number, UploadEventKind Kind, DateTimeOffset At, EventEntryKey Entry)
{
    /// <summary>
    /// The event's id, the same each time that it is delivered: the upload's key, a hyphen and the number. 24 to 33 characters of A-Z,
    /// a-z, 0-9, - and _.
    /// </summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{UploadKey.Of(Entry.Upload)}-{Number}");
}
