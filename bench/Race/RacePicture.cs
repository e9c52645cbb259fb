using System.Net;
using System.Text;
using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Race;

/// <summary>Bars of the times: a panel for each link, a bar for each client, a dot for each run.</summary>
internal sealed class RacePicture(RaceResults results)
{
    private const int Columns = 2;
    private const int PanelWidth = 550;
    private const int LabelWidth = 240;
    private const int BarWidth = 200;
    private const int RowHeight = 20;
    private const int TitleHeight = 34;
    private const string Ink = "#1b1b1e";
    private const string Ours = "#0b6e4f";
    private const string Others = "#8d99ae";
    private const string Failed = "#d1495b";

    private int PanelHeight => TitleHeight + (Racers.All.Count * RowHeight) + 14;

    public string Svg()
    {
        var rows = (results.Links.Count + Columns - 1) / Columns;
        var (width, height) = (Columns * PanelWidth, rows * PanelHeight);
        var svg = new StringBuilder();
        _ = svg.Append("<svg xmlns=\"http://www.w3.org/2000/svg\" ")
            .Append(Text($"viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n"))
            .Append("<title>Seconds that each client took over each link</title>\n")
            .Append(Text($"<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n"));
        for (var index = 0; index < results.Links.Count; index++)
        {
            Panel(svg, results.Links[index], index % Columns * PanelWidth, index / Columns * PanelHeight);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private void Panel(StringBuilder svg, RaceLink link, int left, int top)
    {
        var longest = Racers.All.SelectMany(racer => results.Of(link, racer)).Max(run => run.Seconds);
        _ = svg.Append(Text($"<text x=\"{left + 12}\" y=\"{top + 22}\" font-size=\"14\" font-weight=\"bold\" fill=\"{Ink}\">"))
            .Append($"{link.Profile.Name}, {Sizes.Text(link.Profile.FileBytes)}</text>\n");
        for (var row = 0; row < Racers.All.Count; row++)
        {
            Row(svg, link, Racers.All[row], longest, left, top + TitleHeight + (row * RowHeight));
        }
    }

    private void Row(StringBuilder svg, RaceLink link, Racer racer, double longest, int left, int top)
    {
        var seconds = results.Seconds(link, racer);
        var arrived = double.IsFinite(seconds);
        var bar = arrived ? seconds / longest * BarWidth : BarWidth;
        var color = !arrived ? Failed : racer.Name == Racers.Ours ? Ours : Others;
        var (x, middle) = (left + LabelWidth, top + (RowHeight / 2));
        _ = svg.Append(Text($"<text x=\"{x - 8}\" y=\"{middle + 4}\" text-anchor=\"end\" fill=\"{Ink}\">"))
            .Append($"{WebUtility.HtmlEncode(racer.Name)}</text>\n")
            .Append(Text($"<rect x=\"{x}\" y=\"{top + 3}\" width=\"{bar:0.0}\" height=\"{RowHeight - 6}\" fill=\"{color}\""))
            .Append($"{(arrived ? "" : " fill-opacity=\"0.35\"")}/>\n");
        foreach (var run in results.Of(link, racer))
        {
            var at = x + (run.Seconds / longest * BarWidth);
            var dot = run.End is RaceEnd.Whole ? Ink : Failed;
            _ = svg.Append(Text($"<circle cx=\"{at:0.0}\" cy=\"{middle}\" r=\"3\" fill=\"{dot}\"/>\n"));
        }

        var label = arrived ? Text($"{seconds:0.0} s") : "did not arrive";
        _ = svg.Append(Text($"<text x=\"{x + BarWidth + 8}\" y=\"{middle + 4}\" fill=\"{Ink}\">{label}</text>\n"));
    }
}
