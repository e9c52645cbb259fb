using Azure.Data.Tables;
using SmartTransfer.Core.Links;

namespace SmartTransfer.Azure.Tables;

/// <summary>What the advice has to remember, as columns.</summary>
internal static class SteeringColumns
{
    private const string At = "SteeringAt";
    private const string ChunkBytes = "SteeringChunkBytes";
    private const string FailuresInRow = "SteeringFailuresInRow";
    private const string Used = "SteeringUsed";
    private const string Keeps = "SteeringKeeps";
    private const string Connections = "SteeringConnections";
    private const string WindowBytes = "SteeringWindowBytes";
    private const string WindowSeconds = "SteeringWindowSeconds";
    private const string Stored = "SteeringStored";
    private const string Before = "SteeringBefore";
    private const string HoldUntil = "SteeringHoldUntil";
    private const string HoldTicks = "SteeringHoldTicks";

    public static void Write(TableEntity row, Steering steering)
    {
        if (steering.At == DateTimeOffset.MinValue)
        {
            return;
        }

        var parallelism = steering.Parallelism;
        row[At] = steering.At;
        row[FailuresInRow] = steering.FailuresInRow;
        row[Connections] = parallelism.Connections;
        row[WindowBytes] = parallelism.Window.Bytes;
        row[WindowSeconds] = parallelism.Window.Seconds;
        row[Stored] = parallelism.Stored;
        row[HoldTicks] = parallelism.Hold.Ticks;
        if (steering.ChunkBytes is { } bytes)
        {
            row[ChunkBytes] = bytes;
        }

        if (steering.Used is { } used)
        {
            row[Used] = used;
        }

        if (steering.Keeps)
        {
            row[Keeps] = true;
        }

        if (parallelism.Before is { } before)
        {
            row[Before] = before;
        }

        // Tables hold no instant before the year 1601.
        if (parallelism.HoldUntil != DateTimeOffset.MinValue)
        {
            row[HoldUntil] = parallelism.HoldUntil;
        }
    }

    public static Steering Read(TableEntity row)
    {
        if (row.GetDateTimeOffset(At) is not { } at)
        {
            return Steering.None;
        }

        var fresh = new Parallelism();
        return new Steering
        {
            At = at,
            ChunkBytes = row.GetInt64(ChunkBytes),
            FailuresInRow = row.GetInt32(FailuresInRow) ?? 0,
            Used = row.GetInt32(Used),
            Keeps = row.GetBoolean(Keeps) ?? false,
            Parallelism = fresh with
            {
                Connections = row.GetInt32(Connections) ?? fresh.Connections,
                Window = new RateSum(row.GetDouble(WindowBytes) ?? 0, row.GetDouble(WindowSeconds) ?? 0),
                Stored = row.GetInt32(Stored) ?? 0,
                Before = row.GetDouble(Before),
                HoldUntil = row.GetDateTimeOffset(HoldUntil) ?? DateTimeOffset.MinValue,
                Hold = row.GetInt64(HoldTicks) is { } ticks ? TimeSpan.FromTicks(ticks) : fresh.Hold,
            },
        };
    }
}
