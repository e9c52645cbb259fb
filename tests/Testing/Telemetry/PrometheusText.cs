using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SmartTransfer.Testing.Telemetry;

/// <summary>
/// Reads Prometheus' text form, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats), and refuses what a
/// scrape would refuse or misread: samples without a type, families in pieces, series that occur twice, histograms that do
/// not add up.
/// </summary>
public sealed partial class PrometheusText
{
    private const string Infinity = "+Inf";

    private readonly Dictionary<string, string> _types = [];
    private readonly Dictionary<string, double> _samples = [];
    private readonly HashSet<string> _closed = [];
    private string? _family;

    private PrometheusText()
    {
    }

    /// <summary>The type of each family: counter, gauge, histogram.</summary>
    public IReadOnlyDictionary<string, string> Types => _types;

    /// <summary>Each sample's value by its series.</summary>
    public IReadOnlyDictionary<string, double> Samples => _samples;

    /// <exception cref="FormatException">The text is not in that form; the message has the line.</exception>
    public static PrometheusText Read(string text)
    {
        if (!text.EndsWith('\n') || text.Contains('\r', StringComparison.Ordinal))
        {
            throw new FormatException("Every line must end with a line feed.");
        }

        var read = new PrometheusText();
        foreach (var line in text.Split('\n')[..^1])
        {
            read.Line(line);
        }

        read.CheckHistograms();
        return read;
    }

    /// <summary>The sum of the samples of that name whose labels have all of these values.</summary>
    public double Sum(string name, params string[] labels) => _samples
        .Where(sample => NameOf(sample.Key) == name && labels.All(label => sample.Key.Contains(label, StringComparison.Ordinal)))
        .Sum(sample => sample.Value);

    private static string NameOf(string series) => series.Split('{')[0];

    private static FormatException Wrong(string line, string why) => new($"{why}: {line}");

    [GeneratedRegex(
        @"\A([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*=""(?:[^""\\\n]|\\[\\""n])*"",?)*)\})? (\S+)(?: (-?\d+))?\z")]
    private static partial Regex Sample();

    [GeneratedRegex(@"([a-zA-Z_][a-zA-Z0-9_]*)=""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Label();

    private void Line(string line)
    {
        if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
        {
            var parts = line.Split(' ');
            if (parts.Length != 4 || parts[3] is not ("counter" or "gauge" or "histogram" or "summary" or "untyped")
                || !_types.TryAdd(parts[2], parts[3]))
            {
                throw Wrong(line, "No type, or a second one");
            }

            Enter(parts[2], line);
        }
        else if (line.StartsWith("# HELP ", StringComparison.Ordinal))
        {
            Enter(line.Split(' ')[2], line);
        }
        else if (line.Length > 0 && line[0] != '#')
        {
            Add(line);
        }
    }

    /// <summary>All lines of a family must stand together.</summary>
    private void Enter(string family, string line)
    {
        if (family == _family)
        {
            return;
        }

        if (_family is not null)
        {
            _closed.Add(_family);
        }

        if (_closed.Contains(family))
        {
            throw Wrong(line, "The family stands in pieces");
        }

        _family = family;
    }

    private void Add(string line)
    {
        var match = Sample().Match(line);
        if (!match.Success)
        {
            throw Wrong(line, "Not a sample");
        }

        var name = match.Groups[1].Value;
        var labels = Label().Matches(match.Groups[2].Value)
            .Select(label => (Name: label.Groups[1].Value, Value: label.Groups[2].Value)).ToList();
        if (labels.Select(label => label.Name).Distinct().Count() != labels.Count)
        {
            throw Wrong(line, "A label occurs twice");
        }

        Enter(FamilyOf(name, line), line);
        var text = match.Groups[3].Value;
        var value = text == Infinity ? double.PositiveInfinity
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : throw Wrong(line, "Not a number");
        if (_types[_family!] == "counter" && value < 0)
        {
            throw Wrong(line, "A counter below zero");
        }

        var series = new StringBuilder(name).Append('{').AppendJoin(',', labels.OrderBy(label => label.Name, StringComparer.Ordinal)
            .Select(label => $"{label.Name}=\"{label.Value}\"")).Append('}').ToString();
        if (!_samples.TryAdd(series, value))
        {
            throw Wrong(line, "The series occurs twice");
        }
    }

    private string FamilyOf(string name, string line)
    {
        foreach (var suffix in (string[])["_bucket", "_sum", "_count"])
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal)
                && _types.GetValueOrDefault(name[..^suffix.Length]) is "histogram" or "summary")
            {
                return name[..^suffix.Length];
            }
        }

        return _types.TryGetValue(name, out var type) && type is not "histogram" ? name
            : throw Wrong(line, "A sample without a type before it");
    }

    private void CheckHistograms()
    {
        foreach (var family in _types.Where(type => type.Value == "histogram").Select(type => type.Key))
        {
            foreach (var buckets in _samples
                .Where(sample => NameOf(sample.Key) == $"{family}_bucket").GroupBy(sample => WithoutBound(sample.Key)))
            {
                var counts = buckets.Select(bucket => bucket.Value).ToList();
                if (!counts.SequenceEqual(counts.Order()) || !buckets.Last().Key.Contains($"le=\"{Infinity}\"", StringComparison.Ordinal))
                {
                    throw Wrong(buckets.Key, "Buckets that do not grow to +Inf");
                }

                var count = buckets.Key.Replace("_bucket{", "_count{", StringComparison.Ordinal);
                if (!_samples.TryGetValue(count, out var all) || all != counts[^1]
                    || !_samples.ContainsKey(count.Replace("_count{", "_sum{", StringComparison.Ordinal)))
                {
                    throw Wrong(count, "A histogram without its count or sum");
                }
            }
        }
    }

    private static string WithoutBound(string series)
    {
        var name = NameOf(series);
        var labels = series[(name.Length + 1)..^1].Split(',').Where(label => !label.StartsWith("le=", StringComparison.Ordinal));
        return $"{name}{{{string.Join(',', labels)}}}";
    }
}
