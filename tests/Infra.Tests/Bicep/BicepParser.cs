namespace SmartTransfer.Infra.Tests.Bicep;

/// <summary>
/// Reads the declarations of a Bicep file: as much of the language as infra/ uses, and no more.
/// <para>
/// What it does not do: it knows no resource types, so a misspelt property, a wrong API version or a value of the wrong
/// type passes; it evaluates nothing, so a setting that is wrong only for some parameters passes; it does not know what a
/// deployment must know before it starts. It refuses type, func, import, metadata and assert declarations, line
/// continuation outside brackets, and an object or array literal that is only part of an expression without brackets.
/// An object inside an expression (<c>union(tags, { ... })</c>) is kept as tokens. The real check is <c>az bicep build</c>.
/// </para>
/// </summary>
internal sealed class BicepParser
{
    private readonly BicepFile _file;
    private readonly IReadOnlyList<BicepToken> _tokens;
    private int _at;

    private BicepParser(string path, string text)
    {
        _file = new BicepFile(path);
        _tokens = BicepLexer.Read(text);
    }

    private BicepToken Next => _tokens[_at];

    /// <exception cref="FormatException">The text is not what this parser reads; says on which line.</exception>
    public static BicepFile Parse(string path, string text) => new BicepParser(path, text).ParseFile();

    private BicepFile ParseFile()
    {
        var decorators = new List<BicepDecorator>();
        for (SkipNewLines(); Next.Kind != BicepTokenKind.End; SkipNewLines())
        {
            if (Next.Is("@"))
            {
                decorators.Add(ParseDecorator());
                continue;
            }

            ParseDeclaration([.. decorators]);
            decorators.Clear();
            if (Next.Kind is not (BicepTokenKind.NewLine or BicepTokenKind.End))
            {
                throw Unexpected("the end of the declaration");
            }
        }

        return _file;
    }

    private void ParseDeclaration(IReadOnlyList<BicepDecorator> decorators)
    {
        switch (Take(BicepTokenKind.Name, "a declaration").Text)
        {
            case "targetScope":
                Take("=");
                ParseValue();
                break;
            case "param":
                var (parameter, parameterType) = (TakeName(), TakeType());
                _file.Parameters.Add(new BicepParameter(parameter, parameterType, TryTake("=") ? ParseValue() : null, decorators));
                break;
            case "var":
                var variable = TakeName();
                Take("=");
                _file.Variables.Add(new BicepVariable(variable, ParseValue()));
                break;
            case "resource":
                ParseResource();
                break;
            case "module":
                var (module, path) = (TakeName(), Take(BicepTokenKind.Text, "a path").Text);
                Take("=");
                _file.Modules.Add(new BicepModule(module, path, ParseValue()));
                break;
            case "output":
                var (output, outputType) = (TakeName(), TakeType());
                Take("=");
                _file.Outputs.Add(new BicepOutput(output, outputType, ParseValue(), decorators));
                break;
            default:
                _at--;
                throw Unexpected("param, var, resource, module or output");
        }
    }

    private void ParseResource()
    {
        var symbol = TakeName();
        var type = Take(BicepTokenKind.Text, "a resource type").Text.Split('@');
        if (type.Length != 2)
        {
            throw Unexpected("a resource type with its version");
        }

        var existing = Next.IsName("existing");
        _at += existing ? 1 : 0;
        Take("=");
        _file.Resources.Add(new BicepResource(symbol, type[0], type[1], existing, ParseValue()));
    }

    private BicepDecorator ParseDecorator()
    {
        Take("@");
        var name = TakeName();
        Take("(");
        SkipNewLines();
        var argument = Next.Is(")") ? null : ParseValue();
        SkipNewLines();
        Take(")");
        return new BicepDecorator(name, argument);
    }

    private BicepValue ParseValue()
    {
        if (Next.IsName("if"))
        {
            return ParseCondition();
        }

        return Next.Text switch
        {
            "{" when Next.Kind == BicepTokenKind.Symbol => ParseObject(),
            "[" when Next.Kind == BicepTokenKind.Symbol => IsLoop() ? ParseLoop() : ParseArray(),
            _ => ParseExpression(),
        };
    }

    private BicepCondition ParseCondition()
    {
        _at++;
        Take("(");
        var when = ParseExpression();
        Take(")");
        return new BicepCondition(when as BicepExpression ?? throw Unexpected("a condition"), ParseValue());
    }

    private BicepObject ParseObject()
    {
        var properties = new List<KeyValuePair<string, BicepValue>>();
        Take("{");
        for (SkipSeparators(); !Next.Is("}"); SkipSeparators())
        {
            var key = Next.Kind is BicepTokenKind.Name or BicepTokenKind.Text ? _tokens[_at++] : throw Unexpected("the name of a property");
            Note([key with { Kind = BicepTokenKind.Text }]);
            Take(":");
            properties.Add(new(key.Text, ParseValue()));
        }

        Take("}");
        return properties.DistinctBy(property => property.Key).Count() == properties.Count
            ? new BicepObject(properties)
            : throw Unexpected("each property once, before this point");
    }

    private BicepArray ParseArray()
    {
        var items = new List<BicepValue>();
        Take("[");
        for (SkipSeparators(); !Next.Is("]"); SkipSeparators())
        {
            items.Add(ParseValue());
        }

        Take("]");
        return new BicepArray(items);
    }

    private bool IsLoop() => _tokens[_at + 1].IsName("for");

    private BicepLoop ParseLoop()
    {
        var names = new List<string>();
        Take("[");
        _at++;
        var withIndex = TryTake("(");
        do
        {
            names.Add(TakeName());
        }
        while (TryTake(","));

        if (withIndex)
        {
            Take(")");
        }

        if (TakeName() != "in")
        {
            throw Unexpected("in");
        }

        _file.LocalNames.UnionWith(names);
        var over = ParseExpression(endsAtColon: true);
        Take(":");
        var each = ParseValue();
        Take("]");
        return new BicepLoop(names, over, each);
    }

    private BicepValue ParseExpression(bool endsAtColon = false)
    {
        var start = _at;
        for (var depth = 0; Next.Kind != BicepTokenKind.End; _at++)
        {
            var closes = Next.Kind == BicepTokenKind.Symbol && Next.Text is "}" or "]" or ")";
            if (depth == 0 && (closes || Next.Kind == BicepTokenKind.NewLine || Next.Is(",") || (endsAtColon && Next.Is(":"))))
            {
                break;
            }

            depth += Next.Kind != BicepTokenKind.Symbol ? 0 : closes ? -1 : Next.Text is "{" or "[" or "(" ? 1 : 0;
        }

        IReadOnlyList<BicepToken> tokens = [.. _tokens.Skip(start).Take(_at - start)];
        Note(tokens);
        return tokens switch
        {
            [] => throw Unexpected("a value"),
            [{ Kind: BicepTokenKind.Text, Interpolations: [] } text] => new BicepText(text.Text),
            _ => new BicepExpression(tokens),
        };
    }

    // A lambda brings in its own name: x => ...
    private void Note(IReadOnlyList<BicepToken> tokens)
    {
        _file.Expressions.Add(tokens);
        for (var at = 1; at < tokens.Count; at++)
        {
            if (tokens[at].Is("=>") && tokens[at - 1].Kind == BicepTokenKind.Name)
            {
                _file.LocalNames.Add(tokens[at - 1].Text);
            }
        }

        foreach (var inside in tokens.SelectMany(token => token.Interpolations))
        {
            Note(inside);
        }
    }

    private string TakeType()
    {
        var start = _at;
        while (Next.Kind is not (BicepTokenKind.NewLine or BicepTokenKind.End) && !Next.Is("="))
        {
            _at++;
        }

        return string.Concat(_tokens.Skip(start).Take(_at - start).Select(token => token.Text));
    }

    private string TakeName() => Take(BicepTokenKind.Name, "a name").Text;

    private BicepToken Take(BicepTokenKind kind, string what) => Next.Kind == kind ? _tokens[_at++] : throw Unexpected(what);

    private void Take(string symbol)
    {
        if (!TryTake(symbol))
        {
            throw Unexpected($"'{symbol}'");
        }
    }

    private bool TryTake(string symbol)
    {
        var found = Next.Is(symbol);
        _at += found ? 1 : 0;
        return found;
    }

    private void SkipNewLines()
    {
        while (Next.Kind == BicepTokenKind.NewLine)
        {
            _at++;
        }
    }

    private void SkipSeparators()
    {
        while (Next.Kind == BicepTokenKind.NewLine || Next.Is(","))
        {
            _at++;
        }
    }

    private FormatException Unexpected(string wanted) => new($"{_file.Name}, line {Next.Line}: wanted {wanted}, found '{(Next.Kind == BicepTokenKind.NewLine ? "the end of the line" : Next.Text)}'.");
}
