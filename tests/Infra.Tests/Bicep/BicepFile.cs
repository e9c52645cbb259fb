namespace SmartTransfer.Infra.Tests.Bicep;

/// <summary>The declarations of one Bicep file.</summary>
internal sealed class BicepFile(string path)
{
    /// <summary>Where the file is.</summary>
    public string Path { get; } = path;

    public string Name => System.IO.Path.GetFileName(Path);

    public List<BicepParameter> Parameters { get; } = [];

    public List<BicepVariable> Variables { get; } = [];

    public List<BicepResource> Resources { get; } = [];

    public List<BicepModule> Modules { get; } = [];

    public List<BicepOutput> Outputs { get; } = [];

    /// <summary>Every expression of the file, in parts of objects and in texts too.</summary>
    public List<IReadOnlyList<BicepToken>> Expressions { get; } = [];

    /// <summary>The names that loops and lambdas bring in.</summary>
    public HashSet<string> LocalNames { get; } = [];

    public IEnumerable<string> Symbols =>
    [
        .. Parameters.Select(parameter => parameter.Name),
        .. Variables.Select(variable => variable.Name),
        .. Resources.Select(resource => resource.Symbol),
        .. Modules.Select(module => module.Symbol),
    ];

    public BicepValue Variable(string name) => Variables.Single(variable => variable.Name == name).Value;
}

/// <summary><c>@name(argument)</c>. A decorator has one argument or none.</summary>
internal sealed record BicepDecorator(string Name, BicepValue? Argument);

/// <summary><c>param name type = default</c>.</summary>
internal sealed record BicepParameter(string Name, string Type, BicepValue? Default, IReadOnlyList<BicepDecorator> Decorators)
{
    public bool IsRequired => Default is null && !Type.EndsWith('?');

    public BicepValue? Decorator(string name) => Decorators.FirstOrDefault(decorator => decorator.Name == name)?.Argument;
}

/// <summary><c>var name = value</c>.</summary>
internal sealed record BicepVariable(string Name, BicepValue Value);

/// <summary><c>resource symbol 'type@version' [existing] = value</c>.</summary>
internal sealed record BicepResource(string Symbol, string Type, string ApiVersion, bool IsExisting, BicepValue Value);

/// <summary><c>module symbol 'path' = value</c>.</summary>
internal sealed record BicepModule(string Symbol, string Path, BicepValue Value);

/// <summary><c>output name type = value</c>.</summary>
internal sealed record BicepOutput(string Name, string Type, BicepValue Value, IReadOnlyList<BicepDecorator> Decorators);
