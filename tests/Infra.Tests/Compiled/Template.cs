using System.Text.Json;
using System.Text.RegularExpressions;

namespace SmartTransfer.Infra.Tests.Compiled;

/// <summary>What the compiler makes of one file of infra/: a template of Azure Resource Manager.</summary>
internal sealed partial class Template(string file, JsonElement root)
{
    /// <summary>The Bicep file, from infra/ on, such as modules/alerts.bicep.</summary>
    public string File => file;

    /// <summary>The whole template. That of a file with modules holds theirs.</summary>
    public string Text => root.GetRawText();

    public IReadOnlyDictionary<string, JsonElement> Parameters { get; } = Members(root, "parameters");

    public IEnumerable<string> RequiredParameters => Parameters
        .Where(parameter => parameter.Value.At("defaultValue") is null && parameter.Value.Text("nullable") != "true")
        .Select(parameter => parameter.Key);

    /// <summary>Those that the compiler leaves as variables: none that need Azure's answers.</summary>
    public IReadOnlyDictionary<string, JsonElement> Variables { get; } = Members(root, "variables");

    public IReadOnlyDictionary<string, JsonElement> Outputs { get; } = Members(root, "outputs");

    /// <summary>The resources that the file itself creates, by their symbols where something refers to one, else by number.</summary>
    public IReadOnlyDictionary<string, JsonElement> Resources { get; } = Created(root.GetProperty("resources"));

    /// <summary>The modules: a template within each.</summary>
    public IEnumerable<Module> Modules => Resources
        .Where(resource => resource.Value.Text("type") == "Microsoft.Resources/deployments")
        .Select(resource => new Module(resource.Key, resource.Value));

    /// <summary>The functions that its expressions call, those among them that stand for operators and literals of Bicep.</summary>
    public IEnumerable<string> Functions => Expressions(root)
        .SelectMany(expression => Call().Matches(Literal().Replace(expression, "''")))
        .Select(call => call.Groups[1].Value)
        .Distinct();

    /// <summary>What tells one template from another, in a module as in its own file.</summary>
    public string Hash { get; } = HashOf(root);

    public static string HashOf(JsonElement template) => template.Text("metadata._generator.templateHash")!;

    private static IReadOnlyDictionary<string, JsonElement> Members(JsonElement root, string name) =>
        root.At(name)?.EnumerateObject().ToDictionary(member => member.Name, member => member.Value) ?? [];

    private static Dictionary<string, JsonElement> Created(JsonElement resources) =>
        (resources.ValueKind == JsonValueKind.Object
            ? resources.EnumerateObject().Select(resource => (resource.Name, resource.Value))
            : resources.EnumerateArray().Select((resource, number) => ($"{number}", resource)))
        .Where(resource => resource.Item2.Text("existing") != "true")
        .ToDictionary();

    private static IEnumerable<string> Expressions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Expressions(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Expressions),
        JsonValueKind.String when element.GetString() is ['[', not '[', ..] text => [text],
        _ => [],
    };

    [GeneratedRegex(@"(\w+)\(", RegexOptions.None, 1000)]
    private static partial Regex Call();

    [GeneratedRegex("'(?:[^']|'')*'", RegexOptions.None, 1000)]
    private static partial Regex Literal();
}
