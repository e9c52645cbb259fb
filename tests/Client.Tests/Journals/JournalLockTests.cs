using System.Diagnostics;
using SmartTransfer.Client.Journals;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Client.Tests.Journals;

/// <summary>Rule 7.7 of docs/clients.md: one sender for one journal, whatever runtime it has.</summary>
public sealed class JournalLockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("locks-");
    private readonly ManualTimeProvider _clock = new();

    private string Lock => Path.Combine(_folder.FullName, "journal.lock");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_names_the_process_its_start_and_the_boot_while_it_is_held()
    {
        using (Take())
        {
            // As another runtime reads it, past the lock of this one.
            var start = new ProcessStartInfo("cat", [Lock, "/proc/sys/kernel/random/boot_id"]) { RedirectStandardOutput = true };
            using var cat = Process.Start(start)!;
            var lines = (await cat.StandardOutput.ReadToEndAsync()).Split('\n');

            Assert.Matches($"^{Environment.ProcessId} [0-9]+ {lines[1]}$", lines[0]);
        }

        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void What_this_process_holds_is_held()
    {
        using var held = Take();

        AssertHeld();
    }

    [Fact]
    public void What_another_process_holds_is_neither_taken_nor_removed()
    {
        using var other = Process.Start("sleep", ["100"]);
        try
        {
            foreach (var line in new[] { LineOf(other), $"{other.Id}\n" })
            {
                File.WriteAllText(Lock, line);

                AssertHeld();

                Assert.Equal(line, File.ReadAllText(Lock));
            }
        }
        finally
        {
            other.Kill();
        }
    }

    [Fact]
    public void What_a_process_left_that_was_killed_is_taken()
    {
        using var other = Process.Start("sleep", ["100"]);
        File.WriteAllText(Lock, LineOf(other));
        other.Kill();
        other.WaitForExit();

        Take().Dispose();

        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void A_number_that_another_process_has_now_holds_nothing()
    {
        using var other = Process.Start("sleep", ["100"]);
        try
        {
            var words = LineOf(other).Split(' ');
            foreach (var line in new[] { $"{words[0]} 1 {words[2]}", $"{words[0]} {words[1]} another-boot\n" })
            {
                File.WriteAllText(Lock, line);

                Take().Dispose();
            }
        }
        finally
        {
            other.Kill();
        }
    }

    [Fact]
    public void What_names_this_process_and_it_does_not_hold_was_left_behind()
    {
        File.WriteAllText(Lock, $"{LockOwner.Own}\n");

        Take().Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("half a li")]
    public void What_says_nothing_is_held_for_10_s(string text)
    {
        File.WriteAllText(Lock, text);
        File.SetLastWriteTimeUtc(Lock, _clock.GetUtcNow().UtcDateTime);
        _clock.Advance(TimeSpan.FromSeconds(9));
        AssertHeld();

        _clock.Advance(TimeSpan.FromSeconds(2));

        Take().Dispose();
    }

    private void AssertHeld() => Assert.Equal(TransferErrorCode.InUse, Assert.Throws<TransferException>(Take).Code);

    private JournalLock Take() => JournalLock.Take(Lock, "'file'", _clock);

    private static string LineOf(Process process)
    {
        var stat = File.ReadAllText($"/proc/{process.Id}/stat");
        var start = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
        return $"{process.Id} {start} {File.ReadAllText("/proc/sys/kernel/random/boot_id")}";
    }
}
