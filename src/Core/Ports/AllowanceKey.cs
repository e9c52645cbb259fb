using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Ports;

/// <summary>Names what one client has taken of one thing on one day.</summary>
/// <param name="Client">The client.</param>
/// <param name="Kind">Of what.</param>
/// <param name="Day">The day, UTC.</param>
public readonly record struct AllowanceKey(ClientKey Client, AllowanceKind Kind, DateOnly Day);
