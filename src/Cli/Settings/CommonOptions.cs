using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Settings;

/// <summary>The options that every command has.</summary>
internal sealed class CommonOptions
{
    private readonly SettingSource _source;
    private readonly List<string> _names = [];

    public CommonOptions(SettingSource source)
    {
        _source = source;
        Service = Text("--service", "The service with its route prefix, such as https://app.example/api/.", "URL");
        Key = Text("--key", "The function key. Better in STX_KEY: others can read a command line.", "KEY");
        Token = Text("--token", "The bearer token. Better in STX_TOKEN.", "TOKEN");
        TokenCommand = Text("--token-command", "Prints a bearer token; run again when the service refuses the last one.", "COMMAND");
        State = Text("--state", "The folder of journals.", "FOLDER");
        Connections = Value("--connections", "The most connections of a transfer.", "NUMBER", text => Number(text, 1, 64));
        ChunkSize = Value("--max-chunk", "The largest chunk, such as 4M.", "BYTES", text => (long?)ByteText.Parse(text));
        LimitRate = Value("--limit-rate", "The most bytes a second, such as 500k.", "BYTES", text => (long?)ByteText.Parse(text));
        Patience = Value(
            "--patience",
            "Give up after so long without a byte accepted, such as 10m. An hour by default.",
            "TIME",
            text => (TimeSpan?)TimeText.Parse(text));
        Json = Flag("--json", "JSON lines on standard output.");
        Quiet = Flag("--quiet", "Nothing but results and errors.", "-q");
    }

    public Option<string?> Service { get; }

    public Option<string?> Key { get; }

    public Option<string?> Token { get; }

    public Option<string?> TokenCommand { get; }

    public Option<string?> State { get; }

    public Option<int?> Connections { get; }

    public Option<long?> ChunkSize { get; }

    public Option<long?> LimitRate { get; }

    public Option<TimeSpan?> Patience { get; }

    public Option<bool> Json { get; }

    public Option<bool> Quiet { get; }

    /// <summary>The names of all options that were made.</summary>
    public IEnumerable<string> Names => _names;

    public IEnumerable<Option> All => [Service, Key, Token, TokenCommand, State, Connections, ChunkSize, LimitRate, Patience, Json, Quiet];

    /// <summary>An option that is text.</summary>
    public Option<string?> Text(string name, string help, string value) => Value(name, help, value, text => (string?)text);

    /// <summary>An option that may be given several times; in the environment with a line for each.</summary>
    public Option<string[]> Texts(string name, string help, string value) => Named(new Option<string[]>(name)
    {
        Description = Described(name, help),
        HelpName = value,
        DefaultValueFactory = _ => _source.Find(name)?.Split('\n') ?? [],
    });

    /// <summary>An option that is there or not.</summary>
    public Option<bool> Flag(string name, string help, params string[] aliases) => Named(new Option<bool>(name, aliases)
    {
        Description = Described(name, help),
        DefaultValueFactory = result => _source.Find(name) is { } text && Parsed(result, text, BoolOf),
    });

    /// <summary>An option that is read by <paramref name="parse"/>, which throws FormatException.</summary>
    public Option<T?> Value<T>(string name, string help, string value, Func<string, T?> parse) => Named(new Option<T?>(name)
    {
        Description = Described(name, help),
        HelpName = value,
        CustomParser = result => Parsed(result, result.Tokens[0].Value, parse),
        DefaultValueFactory = result => _source.Find(name) is { } text ? Parsed(result, text, parse) : default,
    });

    /// <summary>Makes a client of the service that is set.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="service">Another service; null for the one that is set.</param>
    /// <exception cref="UsageException">None is set, or it is none.</exception>
    public TransferClient Client(ParseResult parsed, string? service = null)
    {
        var address = service ?? parsed.GetValue(Service)
            ?? throw new UsageException("Which service? Give --service, or set STX_SERVICE, such as https://app.example/api/.");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new UsageException($"'{address}' is no address of a service; give one such as https://app.example/api/.");
        }

        var options = new TransferClientOptions
        {
            FunctionKey = parsed.GetValue(Key),
            BearerToken = TokenOf(parsed),
            Journals = Journals(parsed),
            MaxBytesPerSecond = parsed.GetValue(LimitRate),
        };
        options.MaxConnections = parsed.GetValue(Connections) ?? options.MaxConnections;
        options.MaxChunkBytes = Math.Min(parsed.GetValue(ChunkSize) ?? options.MaxChunkBytes, 1L << 30);
        options.Patience = parsed.GetValue(Patience) ?? options.Patience;
        return new TransferClient(uri, options);
    }

    public JournalFolder Journals(ParseResult parsed) =>
        parsed.GetValue(State) is { Length: > 0 } folder ? new JournalFolder(folder) : JournalFolder.Default;

    /// <summary>Whether a key or a token is given, which must not reach another service than it is for.</summary>
    public bool HasSecret(ParseResult parsed) =>
        parsed.GetValue(Key) is not null || parsed.GetValue(Token) is not null || parsed.GetValue(TokenCommand) is not null;

    private Func<CancellationToken, ValueTask<string>>? TokenOf(ParseResult parsed) => parsed.GetValue(TokenCommand) is { } command
        ? cancellationToken => CommandToken.AskAsync(command, TimeProvider.System, cancellationToken)
        : parsed.GetValue(Token) is { } token ? _ => ValueTask.FromResult(token) : null;

    private TOption Named<TOption>(TOption option)
        where TOption : Option
    {
        _names.Add(option.Name);
        return option;
    }

    private static string Described(string name, string help) => $"{help} [{SettingSource.VariableOf(name)}]";

    private static T? Parsed<T>(ArgumentResult result, string text, Func<string, T?> parse)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException malformed)
        {
            result.AddError(malformed.Message);
            return default;
        }
    }

    private static bool BoolOf(string text) => text.ToLowerInvariant() switch
    {
        "1" or "true" or "yes" or "on" => true,
        "0" or "false" or "no" or "off" => false,
        _ => throw new FormatException($"'{text}' is neither true nor false."),
    };

    public static int? Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"'{text}' is no number from {least} to {most}.");
}
