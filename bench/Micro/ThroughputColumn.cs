using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace SmartTransfer.Bench.Micro;

/// <summary>Bytes per second, for the benchmarks that have a parameter <see cref="ParameterName"/>; a dash for the others.</summary>
internal sealed class ThroughputColumn : IColumn
{
    /// <summary>The parameter that says how many bytes one call takes in.</summary>
    private const string ParameterName = "Bytes";

    private const double BytesPerMegabyte = 1e6;

    public string Id => nameof(ThroughputColumn);

    public string ColumnName => "MB/s";

    public string Legend => "Megabytes (10^6 bytes) per second, from the mean";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, summary.Style);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        var parameter = benchmarkCase.Parameters.Items.FirstOrDefault(item => item.Name == ParameterName);
        var nanoseconds = summary[benchmarkCase]?.ResultStatistics?.Mean;
        return parameter?.Value is int bytes && nanoseconds > 0
            ? (bytes / nanoseconds.Value * 1e9 / BytesPerMegabyte).ToString("N0", CultureInfo.InvariantCulture)
            : "-";
    }
}
