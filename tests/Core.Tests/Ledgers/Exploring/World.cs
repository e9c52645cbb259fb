using System.Globalization;
using System.Text;

namespace SmartTransfer.Core.Tests.Ledgers.Exploring;

/// <summary>A state of one upload: its block list, what instances remember and do, and one client that follows the protocol.</summary>
internal sealed record World
{
    /// <summary>The block list: a letter for each block (<see cref="Alphabet"/>), in order.</summary>
    public string Blocks { get; init; } = "";

    /// <summary>The committed file.</summary>
    public string? Committed { get; init; }

    /// <summary>What each instance remembers.</summary>
    public required IReadOnlyList<Place?> Remembered { get; init; }

    public IReadOnlyList<Body> Bodies { get; init; } = [];

    public IReadOnlyList<Request> Requests { get; init; } = [];

    public IReadOnlyList<Question> Questions { get; init; } = [];

    /// <summary>Which of its versions the client sends now.</summary>
    public int Version { get; init; }

    public Phase Phase { get; init; }

    /// <summary>What the client believes to be there: what was there when it last asked, and what was acknowledged since.</summary>
    public string Belief { get; init; } = "";

    /// <summary>The furthest offset that anyone was told.</summary>
    public int Told { get; init; }

    public int HeadsLeft { get; init; }

    public int PatchesLeft { get; init; }

    public int RestartsLeft { get; init; }

    /// <summary>HEADs that the client may give up before they are answered.</summary>
    public int LostHeadsLeft { get; init; }

    /// <summary>Whether nothing is on its way.</summary>
    public bool IsQuiet => Bodies.Count == 0 && Requests.Count == 0 && Questions.Count == 0;

    public World With(char block) => Blocks.Contains(block) ? this : this with { Blocks = string.Concat(Blocks.Append(block).Order()) };

    public World Remember(int instance, Place? place) =>
        this with { Remembered = [.. Remembered.Select((now, i) => i == instance ? place : now)] };

    /// <summary>The state as text: two states are one if their texts are.</summary>
    public string Key()
    {
        var key = new StringBuilder();
        key.Append(Blocks).Append('|').Append(Committed).Append('|').AppendJoin(';', Remembered.Select(Text));
        Append(Bodies.Select(body => $"{body.Instance}{Text(body.At)}/{body.Rest}/{body.Begin}{body.IsLive}"));
        Append(Requests.Select(request => $"{request.Offset}{request.Content}{request.IsLive}"));
        Append(Questions.Select(head => $"{head.Instance}{Text(head.At)}{head.Fence}{head.IsLive}{head.ToldBefore}"));
        key.Append(CultureInfo.InvariantCulture, $"|{Version}{(int)Phase}{Belief},{Told}");
        key.Append(CultureInfo.InvariantCulture, $",{HeadsLeft},{PatchesLeft},{RestartsLeft},{LostHeadsLeft}");
        return key.ToString();

        void Append(IEnumerable<string> texts) => key.Append('|').AppendJoin(';', texts.Order(StringComparer.Ordinal));
    }

    private static string Text(Place? place) => place is { } at ? $"{at.Before}@{at.Epoch}" : "-";
}
