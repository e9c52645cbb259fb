using SmartTransfer.Testing.Telemetry;

namespace SmartTransfer.Functions.Tests.Telemetry;

/// <summary>The check of Prometheus' text form can fail.</summary>
public sealed class PrometheusTextTests
{
    private const string Counter = "# TYPE a_total counter\n";
    private const string Histogram = "# TYPE h histogram\n";

    [Fact]
    public void What_is_in_the_form_is_read()
    {
        var text = PrometheusText.Read(
            $"# HELP a_total It counts.\n{Counter}a_total{{x=\"1\",y=\"a \\\"b\\\"\"}} 2\na_total{{x=\"2\"}} 3.5 "
            + $"1700000000000\n{Histogram}h_bucket{{le=\"1\"}} 1\nh_bucket{{le=\"+Inf\"}} 2\nh_sum 7\nh_count 2\n");
        Assert.Equal(5.5, text.Sum("a_total"));
        Assert.Equal(2, text.Sum("a_total", "x=\"1\""));
        Assert.Equal("histogram", text.Types["h"]);
    }

    [Theory]
    [InlineData("a_total 1\n", "without a type")]
    [InlineData(Counter + "a_total 1", "line feed")]
    [InlineData(Counter + "a_total 1\na_total 2\n", "occurs twice")]
    [InlineData(Counter + "a_total{x=\"1\",x=\"2\"} 1\n", "label occurs twice")]
    [InlineData(Counter + "a_total{x=1} 1\n", "Not a sample")]
    [InlineData(Counter + "a_total one\n", "Not a number")]
    [InlineData(Counter + "a_total -1\n", "below zero")]
    [InlineData(Counter + Counter + "a_total 1\n", "second")]
    [InlineData(Counter + "a_total 1\n# TYPE b gauge\nb 1\na_total{x=\"1\"} 1\n", "in pieces")]
    [InlineData(Histogram + "h_bucket{le=\"1\"} 3\nh_bucket{le=\"+Inf\"} 2\nh_sum 7\nh_count 2\n", "do not grow")]
    [InlineData(Histogram + "h_bucket{le=\"1\"} 1\nh_sum 7\nh_count 1\n", "do not grow to +Inf")]
    [InlineData(Histogram + "h_bucket{le=\"+Inf\"} 2\nh_sum 7\nh_count 3\n", "count or sum")]
    public void What_is_not_is_refused_and_why(string text, string why) =>
        Assert.Contains(why, Assert.Throws<FormatException>(() => PrometheusText.Read(text)).Message, StringComparison.Ordinal);
}
