namespace SmartTransfer.Bench.Race;

/// <summary>A client, with the server that it sends to.</summary>
/// <param name="Name">Both, for the tables.</param>
/// <param name="Verifies">Whether it would notice that other bytes were stored than it sent.</param>
/// <param name="Command">The command that sends a file: servers, their address, the file, and a name that no other run has.</param>
/// <param name="StoredAsync">The SHA-256 of what is stored after it: servers, what the command printed, and the name.</param>
internal sealed record Racer(
    string Name,
    bool Verifies,
    Func<RaceServers, string, string, string, string[]> Command,
    Func<RaceServers, string, string, Task<string?>> StoredAsync);
