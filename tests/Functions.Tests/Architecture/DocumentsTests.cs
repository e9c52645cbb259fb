using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Architecture;

/// <summary>The pages for people say what the code says.</summary>
public sealed class DocumentsTests
{
    public static TheoryData<string> Settings => [.. AppSettings.All.Select(setting => setting.Path)];

    public static TheoryData<string> Codes => [.. Catalogue.Codes];

    [Theory]
    [MemberData(nameof(Settings))]
    public void The_operations_page_has_every_setting_with_its_default_unit_and_limits(string path)
    {
        var (_, limits, otherwise) = AppSettings.Of(path);
        var lines = Repository.Read("docs/operations.md").Split('\n');
        var (group, name) = (path[..path.LastIndexOf(':')], path[(path.LastIndexOf(':') + 1)..]);

        // In full, or by its name alone under a heading that names its group.
        var rows = lines.Where((line, n) => line.Contains($"`{path}`", StringComparison.Ordinal)
            || (line.Contains(
                $"`{name}`",
                StringComparison.Ordinal) && lines.Take(n).LastOrDefault(above =>
                    above.StartsWith('#'))?.Contains(group, StringComparison.Ordinal) is true)).ToList();
        Assert.True(rows.Count > 0, $"docs/operations.md does not describe {path}.");
        string[] told = [otherwise, limits.Unit, limits.Min ?? string.Empty, limits.Max ?? string.Empty];
        Assert.All(
            told.Where(text => text.Length > 0), text =>
                Assert.Contains(rows, row => Plain(row).Contains(Plain(text), StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_protocol_page_has_every_code(string code) =>
        Assert.Contains($"`{code}`", Repository.Read("docs/protocol.md"), StringComparison.Ordinal);

    [Fact]
    public void The_design_page_has_the_folders_in_their_order()
    {
        var lines = Repository.Read("docs/design.md").Split('\n');
        Assert.All(Rooms.Of, project =>
        {
            var folders = project.Value.Select(room => room.Name).Where(name => name.Length > 0);
            if (lines.SingleOrDefault(line => line.StartsWith($"| src/{project.Key} | `", StringComparison.Ordinal)) is { } row)
            {
                Assert.Equal($"| src/{project.Key} | {string.Join(", ", folders.Select(name => $"`{name}`"))} |", row);
                return;
            }

            // A table of its own, with a row for each.
            var rows = lines.SkipWhile(line => line != $"| src/{project.Key} | holds |").Skip(2).TakeWhile(line => line.StartsWith('|'));
            Assert.Equal(folders, rows.Select(line => line.Split('`')[1]));
        });
    }

    private static string Plain(string row) =>
        row.Replace(",", string.Empty, StringComparison.Ordinal).Replace("\u202f", string.Empty, StringComparison.Ordinal);
}
