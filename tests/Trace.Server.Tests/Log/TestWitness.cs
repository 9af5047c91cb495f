using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NSec.Cryptography;
using Trace.Core.TransparencyLog;

namespace Trace.Server.Tests.Log;

/// <summary>A witness on loopback (C2SP tlog-witness): signs only what its last checkpoint grew to.</summary>
internal sealed class TestWitness : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Key _key = NSec.Cryptography.Key.Create(SignatureAlgorithm.Ed25519);
    private readonly NoteSigner _signer;
    private Checkpoint? _last;

    private TestWitness(WebApplication app)
    {
        _app = app;
        _signer = new NoteSigner("w.example/1", NoteSignatureType.Cosignature, _key);
    }

    public NoteVerifier Key => _signer.Verifier;

    public Uri Url => new(_app.Urls.First());

    public NoteVerifier? LogKey { get; set; }

    public long Size => _last?.Size ?? 0;

    /// <summary>Instead of what it should answer.</summary>
    public string? Answers { get; set; }

    public static async Task<TestWitness> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var witness = new TestWitness(app);
        app.MapPost("/add-checkpoint", witness.AddAsync);
        await app.StartAsync();
        return witness;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private async Task AddAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var text = Encoding.UTF8.GetString(body.ToArray());
        var blank = text.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = text[..blank].Split('\n');
        var old = long.Parse(lines[0]["old ".Length..], CultureInfo.InvariantCulture);
        var note = Encoding.UTF8.GetBytes(text[(blank + 2)..]);
        if (Answers != null)
        {
            await context.Response.WriteAsync(Answers, context.RequestAborted);
            return;
        }

        if (!new LogPolicy(LogKey!.Name, LogKey).TryOpen(note, out var checkpoint, out _))
        {
            context.Response.StatusCode = 403;
        }
        else if (old != Size)
        {
            context.Response.StatusCode = 409;
            context.Response.ContentType = "text/x.tlog.size";
            await context.Response.WriteAsync($"{Size}\n", context.RequestAborted);
        }
        else if (old > 0 && !ConsistencyProof.Verify(old, _last!.Root, checkpoint.Size, checkpoint.Root, [.. lines[1..].Select(line => MerkleHash.TryParseBase64(line, out var hash) ? hash : default)]))
        {
            context.Response.StatusCode = 422;
        }
        else
        {
            _last = checkpoint;
            var line = new SignedNote(checkpoint.ToText(), [_signer.Cosign(checkpoint.ToText(), DateTimeOffset.UnixEpoch.AddYears(56))]).ToBytes();
            await context.Response.WriteAsync(Encoding.UTF8.GetString(line)[(checkpoint.ToText().Length + 1)..], context.RequestAborted);
        }
    }
}
