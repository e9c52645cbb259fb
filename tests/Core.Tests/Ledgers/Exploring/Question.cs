namespace SmartTransfer.Core.Tests.Ledgers.Exploring;

/// <summary>A HEAD whose instance has read the list and not answered yet.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="At">What it is going to answer.</param>
/// <param name="Fence">The fence that it stages first; none is 0.</param>
/// <param name="IsLive">Whether the client still waits.</param>
/// <param name="ToldBefore">The furthest offset that anyone had been told when the list was read.</param>
internal readonly record struct Question(int Instance, Place At, char Fence, bool IsLive, int ToldBefore);
