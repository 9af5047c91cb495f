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

    public CodesDownload(ServerClient server, CodesRequest request, Answer<BatchView> batch)
    {
        _server = server;
        _request = request;
        _from = request.From ?? 0;
        // The server refuses a range outside the batch; here it only must not turn into a wrong count.
        Count = request.Count ?? Math.Max(1, batch.Value.Quantity - _from);
        var node = JsonNode.Parse(batch.Json.GetRawText())!.AsObject();
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
            [("format", Words.Of(_request.Format)), ("from", _from), ("count", Count), ("cover", _request.WithCover ? true : null)]);
        using var digest = new CodeListDigest(_request.Format, _request.WithCover);
        using var response = await _server.OpenAsync(path, cancellationToken);
        var reported = 0L;
        await _server.CopyAsync(
            response,
            async block =>
            {
                digest.Add(block.Span);
                if (digest.Count > Count || digest.IsTooLong)
                    throw Incomplete(digest);
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
            throw Incomplete(digest);
        }

        return new Manifest(
            _batch, Words.Of(_request.Format), _from, Count, digest.SizeBytes, digest.Sha256(), first.Serial, last.Serial, _request.WithCover);
    }

    private CliException Incomplete(CodeListDigest digest) => new(
        ExitCode.Failed,
        "incomplete",
        $"Asked for {Words.Count(Count, "code")} from index {_from}, this is what arrived: {Words.Count(digest.Count, "whole line")}, or others. Nothing was kept.");
}
