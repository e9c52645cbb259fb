using System.Text;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Testing.Contracts;

/// <summary>Events as tests need them.</summary>
public static class SampleEvent
{
    public static EventMessage Message(string id) => new(
        id, "smarttransfer.upload.completed", id.Split('-')[0], ManualTimeProvider.DefaultStart, Encoding.UTF8.GetBytes("{\"é\":1}"));

    public static SetAsideEvent SetAside(string id, string sink) =>
        new(sink, Message(id), ManualTimeProvider.DefaultStart.AddDays(3), "The receiver answered 500.");
}
