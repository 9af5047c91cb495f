using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Trace.Cli.Batches;
using Trace.Cli.Server;

namespace Trace.Cli.Codes;

/// <summary>Streams the codes of an index range and describes what arrived; anything but exactly that range is a failure.</summary>
internal sealed class CodesDownload
{
    private const int ProgressLines = 1000;

    private readonly ServerClient _server;
    private readonly CodesRequest _request;
    private readonly JsonElement _batch;
    private readonly long _from;

    public CodesDownload(ServerClient server, CodesRequest request, JsonElement batch)
    {
        _server = server;
        _request = request;
        _from = request.From ?? 0;
        var quantity = ServerClient.Read(batch, CliJson.Default.BatchView).Quantity;
        // The server refuses a range outside the batch; here it only must not turn into a wrong count.
        Count = request.Count ?? Math.Max(1, quantity - _from);
        var node = JsonNode.Parse(batch.GetRawText())!.AsObject();
        node.Remove("statuses");
        using var document = JsonDocument.Parse(node.ToJsonString());
        _batch = document.RootElement.Clone();
    }

    /// <summary>How many codes are to come.</summary>
    public long Count { get; }

    public async Task<Manifest> WriteAsync(Stream output, Action<long> progress, CancellationToken cancellationToken)
    {
        var path = Query.Of(
            BatchPath.Of(_request.BatchId) + "/codes",
            [("format", Words.Of(_request.Format)), ("from", _from), ("count", Count)]);
        using var digest = new CodeListDigest(_request.Format);
        using var response = await _server.OpenAsync(path, cancellationToken);
        var reported = 0L;
        await _server.CopyAsync(
            response,
            async block =>
            {
                digest.Add(block.Span);
                await output.WriteAsync(block, cancellationToken);
                if (digest.Count - reported < ProgressLines)
                    return;
                progress(digest.Count - reported);
                reported = digest.Count;
            },
            cancellationToken);
        progress(digest.Count - reported);
        return Describe(digest);
    }

    private Manifest Describe(CodeListDigest digest)
    {
        if (!digest.IsWhole || digest.Count != Count || digest.First is not { } first || digest.Last is not { } last
            || first.Index != _from || last.Index != _from + Count - 1)
        {
            throw new CliException(ExitCode.Failed, "incomplete", string.Create(
                CultureInfo.InvariantCulture,
                $"The list ended after {digest.Count:N0} whole lines, not the {Count:N0} that were asked for; nothing was kept."));
        }

        return new Manifest(
            _batch, Words.Of(_request.Format), _from, Count, digest.SizeBytes, digest.Sha256(), first.Serial, last.Serial);
    }
}
