using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Trace.Server.Http;

namespace Trace.Server.Verification;

/// <summary>Hears what became of each line, in their order.</summary>
internal interface IScanImportAnswer
{
    /// <param name="lines">Lines as they were read.</param>
    /// <param name="stored">Of those that are scans the answers, in the same order.</param>
    Task AddAsync(ReadOnlyMemory<ReadScan> lines, IReadOnlyList<StoredScan> stored);
}

/// <summary>Counts, and remembers the first refusals.</summary>
internal sealed class ScanImportSummary : IScanImportAnswer
{
    private const int MaxRejected = 1000;

    private readonly List<LineError> _rejected = [];
    private long _accepted;
    private long _rejectedCount;

    public ScanImportResult Result => new(_accepted, _rejectedCount, _rejected);

    public Task AddAsync(ReadOnlyMemory<ReadScan> lines, IReadOnlyList<StoredScan> stored)
    {
        _accepted += stored.Count;
        foreach (var line in lines.Span)
        {
            if (line.Scan == null && !line.IsBlank && ++_rejectedCount <= MaxRejected)
                _rejected.Add(new LineError(line.Line, line.Code, line.Text));
        }

        return Task.CompletedTask;
    }
}

/// <summary>Writes a line for each line, as it goes.</summary>
/// <remarks>
/// Many clients read nothing before they have sent all. What they do not take yet is kept, up to a limit: a million and a half answers. Beyond that the import waits
/// until they read.
/// </remarks>
internal sealed class ScanImportVerdicts(HttpContext context) : IScanImportAnswer
{
    private const int MostKeptBytes = 64 << 20;

    private static readonly JsonWriterOptions Unchecked = new() { SkipValidation = true };

    private readonly Pipe _kept = new(new PipeOptions(pauseWriterThreshold: MostKeptBytes, resumeWriterThreshold: MostKeptBytes / 2, useSynchronizationContext: false));
    private Task? _sending;
    private MinDataRate? _rate;

    /// <summary>Whether part of the answer may be out.</summary>
    public bool HasBegun => _sending != null;

    public async Task AddAsync(ReadOnlyMemory<ReadScan> lines, IReadOnlyList<StoredScan> stored)
    {
        Begin();
        Write(lines.Span, stored);
        await _kept.Writer.FlushAsync(context.RequestAborted);
    }

    /// <summary>Ends the answer, with a problem where it did not come to its end.</summary>
    public async Task EndAsync(Failure? failure = null)
    {
        Begin();
        // From here on nothing but the answer is to be done, so whoever does not take it is cut off as everywhere.
        RestoreRate();
        if (failure != null)
        {
            var (status, title) = Problems.Table[failure.Code];
            using var json = new Utf8JsonWriter(_kept.Writer);
            JsonSerializer.Serialize(json, new ProblemDocument($"/problems/{failure.Code}", title, status, failure.Detail, failure.Code, Errors: null), ServerJson.Default.ProblemDocument);
        }

        await _kept.Writer.CompleteAsync();
        await _sending!;
    }

    private void Write(ReadOnlySpan<ReadScan> lines, IReadOnlyList<StoredScan> stored)
    {
        using var json = new Utf8JsonWriter(_kept.Writer, Unchecked);
        var next = 0;
        foreach (var line in lines)
        {
            if (line.IsBlank)
                continue;
            var answer = line.Scan == null
                ? new ScanImportVerdict(line.Line, Code: line.Code, Text: line.Text)
                : new ScanImportVerdict(line.Line, stored[next].Judgement.Verdict, stored[next++].Score);
            JsonSerializer.Serialize(json, answer, ServerJson.Default.ScanImportVerdict);
            json.Flush();
            _kept.Writer.GetSpan(1)[0] = (byte)'\n';
            _kept.Writer.Advance(1);
            json.Reset();
        }
    }

    private void Begin()
    {
        if (_sending != null)
            return;
        context.Response.ContentType = MediaTypes.Ndjson;
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } feature)
            (_rate, feature.MinDataRate) = (feature.MinDataRate, null);
        _sending = SendAsync();
    }

    private void RestoreRate()
    {
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } feature)
            feature.MinDataRate = _rate;
    }

    private async Task SendAsync()
    {
        try
        {
            await context.Response.StartAsync(context.RequestAborted);
            await _kept.Reader.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        finally
        {
            await _kept.Reader.CompleteAsync();
        }
    }
}
