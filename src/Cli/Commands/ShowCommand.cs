using System.CommandLine;
using System.Globalization;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Cli.Printing;
using SmartTransfer.Cli.Settings;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Commands;

/// <summary><c>stx show</c>: where an upload stands.</summary>
internal sealed class ShowCommand(CommonOptions common, Screen screen)
{
    private readonly Argument<string> _upload = new("UPLOAD") { Description = "The upload: its id, its path or its URL." };
    private readonly Option<bool> _chunks = common.Flag("--chunks", "List every stored chunk.");

    public Command Build(CancellationToken paused)
    {
        var command = new Command("show", "Shows where an upload stands.") { _upload, _chunks };
        command.SetAction((parsed, _) => RunAsync(parsed, paused));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken paused)
    {
        using var client = common.Client(parsed);
        var status = await client.GetStatusAsync(UploadName.Check(parsed.GetValue(_upload)!), parsed.GetValue(_chunks), paused);
        screen.Output.WriteLine(parsed.GetValue(common.Json) ? Json(status) : Text(status));
        return ExitCode.Done;
    }

    private static string Text(UploadStatus status)
    {
        var lines = new List<string>
        {
            $"file      {status.FileName}",
            $"state     {status.State}{(status.RejectedBecause is { } because ? $" ({because})" : "")}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"bytes     {status.BytesReceived} of {status.Length?.ToString(CultureInfo.InvariantCulture) ?? "?"}"),
        };
        lines.AddRange(status.Missing.Take(10).Select(range => $"missing   {range}"));
        if (status.ExpiresAt is { } expires)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"expires   {expires:u}"));
        }

        if (status.File is { } file)
        {
            lines.Add($"crc64     {file.Crc64Nvme}");
            lines.Add(
                string.Create(CultureInfo.InvariantCulture, $"chunks    {file.ChunkCount}, digest of digests {file.ChunkDigestsSha256}"));
            lines.Add($"sha-256   {file.Sha256 ?? "not known to the service"}");
        }

        foreach (var chunk in status.Chunks)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{chunk.Range.Offset,14} {chunk.Range.Length,10} {chunk.Sha256}"));
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static string Json(UploadStatus status) => JsonPrinter.Object(json =>
    {
        json.WriteString("type", "upload");
        json.WriteString("id", status.Id);
        json.WriteString("fileName", status.FileName);
        json.WriteString("state", status.State);
        json.WriteNumber("bytesReceived", status.BytesReceived);
        if (status.Length is { } length)
        {
            json.WriteNumber("length", length);
        }

        if (status.ExpiresAt is { } expires)
        {
            json.WriteString("expiresAt", expires);
        }

        json.WriteStartArray("missing");
        foreach (var range in status.Missing)
        {
            json.WriteStartObject();
            json.WriteNumber("offset", range.Offset);
            json.WriteNumber("length", range.Length);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (status.File is { } file)
        {
            json.WriteString("crc64nvme", file.Crc64Nvme);
            json.WriteString("chunkDigestsSha256", file.ChunkDigestsSha256);
            json.WriteNumber("chunkCount", file.ChunkCount);
        }

        if (status.Chunks.Count > 0)
        {
            json.WriteStartArray("chunks");
            foreach (var chunk in status.Chunks)
            {
                json.WriteStartObject();
                json.WriteNumber("offset", chunk.Range.Offset);
                json.WriteNumber("length", chunk.Range.Length);
                json.WriteString("sha256", chunk.Sha256);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    });
}
