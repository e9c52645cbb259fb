using System.Text;

namespace SmartTransfer.Infra.Tests.Bicep;

/// <summary>Cuts Bicep text into tokens and drops comments. Refuses text literals that do not end and brackets that do not balance.</summary>
internal sealed class BicepLexer
{
    private const string ThreeQuotes = "'''";

    private static readonly string[] LongSymbols = ["=>", "==", "!=", "<=", ">=", "=~", "!~", "&&", "||", "??", "..."];

    private readonly string _text;
    private readonly List<BicepToken> _tokens = [];
    private readonly Stack<BicepToken> _open = new();
    private int _at;
    private int _line;

    private BicepLexer(string text, int line)
    {
        _text = text;
        _line = line;
    }

    public static IReadOnlyList<BicepToken> Read(string text, int line = 1) => new BicepLexer(text.ReplaceLineEndings("\n"), line).ReadAll();

    private IReadOnlyList<BicepToken> ReadAll()
    {
        while (_at < _text.Length)
        {
            ReadOne();
        }

        if (_open.TryPeek(out var unclosed))
        {
            throw new FormatException($"Line {unclosed.Line}: '{unclosed.Text}' is not closed.");
        }

        Add(BicepTokenKind.End, string.Empty, 0);
        return _tokens;
    }

    private void ReadOne()
    {
        var next = _text[_at];
        if (next == '\n')
        {
            Add(BicepTokenKind.NewLine, "\n", 1);
            _line++;
        }
        else if (char.IsWhiteSpace(next))
        {
            _at++;
        }
        else if (At("//"))
        {
            _at = EndOfLine();
        }
        else if (At("/*"))
        {
            var end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
            Skip(end < 0 ? throw new FormatException($"Line {_line}: a comment does not end.") : end + 2);
        }
        else if (At(ThreeQuotes))
        {
            ReadLongText();
        }
        else if (next == '\'')
        {
            ReadText();
        }
        else if (char.IsAsciiLetter(next) || next == '_')
        {
            Add(BicepTokenKind.Name, _text[_at..EndOf(character => char.IsAsciiLetterOrDigit(character) || character == '_')]);
        }
        else if (char.IsAsciiDigit(next))
        {
            Add(BicepTokenKind.Number, _text[_at..EndOf(char.IsAsciiDigit)]);
        }
        else
        {
            ReadSymbol();
        }
    }

    private void ReadSymbol()
    {
        var symbol = LongSymbols.FirstOrDefault(At) ?? _text[_at].ToString();
        Add(BicepTokenKind.Symbol, symbol);
        if (symbol is "{" or "[" or "(")
        {
            _open.Push(_tokens[^1]);
        }
        else if (symbol is "}" or "]" or ")")
        {
            var opening = symbol switch { "}" => "{", "]" => "[", _ => "(" };
            if (!_open.TryPop(out var open) || open.Text != opening)
            {
                throw new FormatException($"Line {_line}: '{symbol}' closes nothing that is open.");
            }
        }
    }

    private void ReadText()
    {
        var start = _line;
        var content = new StringBuilder();
        var interpolations = new List<IReadOnlyList<BicepToken>>();
        _at++;
        while (_at < _text.Length && _text[_at] is not ('\'' or '\n'))
        {
            if (At("${"))
            {
                var end = EndOfInterpolation();
                interpolations.Add([.. Read(_text[(_at + 2)..end], _line).SkipLast(1)]);
                content.Append(_text, _at, end + 1 - _at);
                _at = end + 1;
            }
            else if (_text[_at] == '\\' && _at + 1 < _text.Length)
            {
                content.Append(_text[_at + 1]);
                _at += 2;
            }
            else
            {
                content.Append(_text[_at++]);
            }
        }

        if (_at == _text.Length || _text[_at] == '\n')
        {
            throw new FormatException($"Line {start}: a text does not end on its line.");
        }

        _at++;
        _tokens.Add(new BicepToken(BicepTokenKind.Text, content.ToString(), start, interpolations));
    }

    private void ReadLongText()
    {
        var start = _line;
        var from = _at + ThreeQuotes.Length;
        var end = _text.IndexOf(ThreeQuotes, from, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new FormatException($"Line {start}: a text does not end.");
        }

        _tokens.Add(new BicepToken(BicepTokenKind.Text, _text[from..end], start, []));
        Skip(end + ThreeQuotes.Length);
    }

    private int EndOfInterpolation()
    {
        var depth = 0;
        for (var at = _at + 1; at < _text.Length && _text[at] != '\n'; at++)
        {
            depth += _text[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return at;
            }
        }

        throw new FormatException($"Line {_line}: '${{' is not closed.");
    }

    private bool At(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private int EndOfLine() => _text.IndexOf('\n', _at) is >= 0 and var end ? end : _text.Length;

    private int EndOf(Func<char, bool> belongs)
    {
        var end = _at;
        while (end < _text.Length && belongs(_text[end]))
        {
            end++;
        }

        return end;
    }

    private void Skip(int end)
    {
        _line += _text.AsSpan(_at, end - _at).Count('\n');
        _at = end;
    }

    private void Add(BicepTokenKind kind, string text) => Add(kind, text, text.Length);

    private void Add(BicepTokenKind kind, string text, int length)
    {
        _tokens.Add(new BicepToken(kind, text, _line, []));
        _at += length;
    }
}
