using System.Text.RegularExpressions;

namespace SmartTransfer.Infra.Tests;

/// <summary>What the docs tell an operator to run works on what is deployed.</summary>
public partial class DocumentedCommandTests
{
    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Path.Combine(InfraFiles.Root, "docs"), "*.md").Select(path => Path.GetFileName(path))];

    // The accounts refuse keys, which az looks for where it is not told to sign in.
    [Theory]
    [MemberData(nameof(Pages))]
    public void A_command_on_data_names_its_account_and_signs_in(string page)
    {
        var text = File.ReadAllText(Path.Combine(InfraFiles.Root, "docs", page)).Replace("\\\n", " ", StringComparison.Ordinal);

        Assert.All(DataCommand().Matches(text), command =>
        {
            Assert.Contains("--auth-mode login", command.Value, StringComparison.Ordinal);
            Assert.Contains("--account-name ", command.Value, StringComparison.Ordinal);
        });
    }

    [GeneratedRegex("az storage (?:blob|container|entity|queue|table|message) [^`\n]*", RegexOptions.None, 1000)]
    private static partial Regex DataCommand();
}
