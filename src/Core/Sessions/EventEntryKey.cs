using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Sessions;

/// <summary>Names an entry of the index of events that are due.</summary>
/// <param name="Instance">The name of the instance that filed it: 1 to 64 characters of a-z and 0-9. Nobody else files under it.</param>
/// <param name="Upload">Whose events they are.</param>
/// <param name="Number">The number of the first event under it. The same instance may have put later ones under it, too.</param>
public readonly record struct EventEntryKey(string Instance, UploadId Upload, int Number);
