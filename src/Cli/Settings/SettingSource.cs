using System.Text.Json;
using SmartTransfer.Cli.Outcomes;

namespace SmartTransfer.Cli.Settings;

/// <summary>
/// Where an option's value comes from when the command line does not give it: <c>STX_…</c> in the environment, then
/// the configuration file.
/// </summary>
internal sealed class SettingSource
{
    private readonly Func<string, string?> _environment;
    private readonly Dictionary<string, string> _file;

    private SettingSource(Func<string, string?> environment, Dictionary<string, string> file) =>
        (_environment, _file) = (environment, file);

    /// <summary>The file that is read where STX_CONFIG names none.</summary>
    public static string DefaultFile(Func<string, string?> environment) => Path.Combine(
        environment("XDG_CONFIG_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config"),
        "smart-transfer",
        "stx.json");

    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static SettingSource Read(Func<string, string?> environment)
    {
        var named = environment("STX_CONFIG");
        var path = named is { Length: > 0 } ? named : DefaultFile(environment);
        if (named is not { Length: > 0 } && !File.Exists(path))
        {
            return new SettingSource(environment, []);
        }

        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(path),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return new SettingSource(
                environment,
                document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => TextOf(property.Value)));
        }
        catch (Exception unreadable) when (unreadable
            is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or ArgumentException)
        {
            throw new UsageException(
                $"The configuration '{path}' cannot be read: {unreadable.Message} It is one JSON object whose names are those of "
                + "options, such as {\"service\": \"https://app.example/api/\"}.");
        }
    }

    /// <summary>The environment's name of an option.</summary>
    public static string VariableOf(string option) => "STX_" + option.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    /// <summary>The value; null where neither has one.</summary>
    public string? Find(string option) =>
        _environment(VariableOf(option)) is { Length: > 0 } set ? set : _file.GetValueOrDefault(option.TrimStart('-'));

    /// <summary>Names in the file that no option has: most likely misspelt.</summary>
    public IEnumerable<string> Unknown(IEnumerable<string> options) => _file.Keys.Except(options.Select(option => option.TrimStart('-')));

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join('\n', value.EnumerateArray().Select(TextOf)),
        _ => value.GetRawText(),
    };
}
