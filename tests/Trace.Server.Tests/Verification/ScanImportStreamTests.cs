using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>An import is a stream: answers go out while the body comes in, memory stays flat, and what breaks off says so.</summary>
public sealed class ScanImportStreamTests
{
    private const string Target = "/api/v1/scans/import?verdicts=true";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Verdicts_come_before_the_body_has_ended(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var line = ImportLines.Line(await brand.CodeAsync(), "2025-01-05T10:00:00Z");
        using var raw = await SlowImport.BeginAsync(server, brand);

        await raw.SendAsync(line + "\n" + line);
        Assert.Equal(1, (await raw.NextLineAsync()).GetProperty("line").GetInt32());
        await raw.SendAsync("\n{\n");
        Assert.Equal("issued", (await raw.NextLineAsync()).Text("verdict"));
        Assert.Equal("invalid_json", (await raw.NextLineAsync()).Text("code"));
        Assert.Equal(2, (await StoredScans.Of(server).CountAsync()).Scans);
        await raw.SendAsync("");
    }

    [Fact]
    public async Task Where_scans_can_no_longer_be_stored_the_last_line_says_so()
    {
        using var folder = new TemporaryFolder();
        var database = await Engine.Postgres.CreateDatabaseAsync();
        await using var server = await RunningServer.StartAsync(folder.Path, $"{database};Command Timeout=1", builder => builder.Logging.ClearProviders());
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();
        string Line(int day) => ImportLines.Line(code, $"2025-01-0{day}T10:00:00Z", new { id = $"{day}" });
        using var raw = await SlowImport.BeginAsync(server, brand);
        await raw.SendAsync(Line(1) + "\n");
        Assert.Equal("issued", (await raw.NextLineAsync()).Text("verdict"));
        await using var other = Database.Create(database, folder.Path);
        var (held, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holding = other.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("LOCK TABLE scan IN ACCESS EXCLUSIVE MODE;");
                held.SetResult();
                await release.Task;
            },
            TestContext.Current.CancellationToken);
        await held.Task;

        await raw.SendAsync(Line(2) + "\n");
        var problem = await raw.NextLineAsync();
        Assert.Equal((503, "storage_unavailable"), (problem.GetProperty("status").GetInt32(), problem.Text("code")));
        (await brand.Admin.ImportScansAsync([Line(2)])).AssertProblem(503, "storage_unavailable");
        (await brand.Admin.ImportScansAsync([Line(2)], verdicts: true)).AssertProblem(503, "storage_unavailable");

        release.SetResult();
        await holding;
        Assert.Equal(["issued", "issued"], await brand.Admin.VerdictsAsync(Line(1), Line(2)));
        Assert.Equal(2, (await StoredScans.Of(server).CountAsync()).Scans);
    }

    /// <summary>Far more than the queues of a connection hold, to a client that reads only after it has sent all; the server's memory stays what it was.</summary>
    [Fact]
    public async Task A_long_body_is_answered_also_to_who_reads_at_the_end_in_flat_memory()
    {
        const int Lines = 120_000;
        await using var server = await RunningServer.StartAsync(Engine.Sqlite);
        var brand = await server.CreateBrandAsync();
        using var content = new RepeatedLines(Encoding.UTF8.GetBytes("{\"code\":\"" + new string('x', 300) + "\",\"scannedAt\":\"2025-01-05T10:00:00Z\"}\n"), Lines);
        using var request = new HttpRequestMessage(HttpMethod.Post, Target) { Content = content };
        using var response = await brand.Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var (count, last) = (0, "");
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            (count, last) = (count + 1, line);

        Assert.Equal((HttpStatusCode.OK, Lines), (response.StatusCode, count));
        Assert.Equal(Lines, JsonDocument.Parse(last).RootElement.GetProperty("line").GetInt32());
        Assert.InRange(content.MostHeldBytes, 0, 60 << 20);
    }

    /// <summary>A body whose end the test decides, and an answer that is read beside it: a client of HTTP/1.1 that does both at once.</summary>
    private sealed class SlowImport : IDisposable
    {
        private readonly System.Net.Sockets.TcpClient _client = new();
        private StreamReader _reader = null!;
        private bool _isBody;

        public static async Task<SlowImport> BeginAsync(RunningServer server, TestBrand brand)
        {
            var import = new SlowImport();
            var address = new Uri(server.Address);
            await import._client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
            import._reader = new StreamReader(import._client.GetStream());
            await import.WriteAsync($"POST {Target} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: {brand.Admin.DefaultRequestHeaders.Authorization}\r\nContent-Type: {ImportLines.MediaType}\r\nTransfer-Encoding: chunked\r\n\r\n");
            return import;
        }

        /// <summary>One chunk; an empty one ends the body.</summary>
        public Task SendAsync(string text) => WriteAsync($"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n");

        public async Task<JsonElement> NextLineAsync() => JsonDocument.Parse(await TryNextLineAsync() ?? throw new InvalidOperationException("The answer has ended.")).RootElement;

        /// <summary>Null where the answer breaks off or ends.</summary>
        public async Task<string?> TryNextLineAsync()
        {
            while (await _reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30)) is { } line)
            {
                _isBody |= line.Length == 0;
                if (_isBody && line.StartsWith('{'))
                    return line;
            }

            return null;
        }

        public void Dispose() => _client.Dispose();

        private async Task WriteAsync(string text) => await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
    }

    /// <summary>A line so many times, and what was held in memory meanwhile.</summary>
    private sealed class RepeatedLines : HttpContent
    {
        private readonly byte[] _line;
        private readonly int _count;

        public RepeatedLines(byte[] line, int count)
        {
            (_line, _count) = (line, count);
            Headers.ContentType = new MediaTypeHeaderValue(ImportLines.MediaType);
        }

        public long MostHeldBytes { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            for (var i = 0; i < _count; i++)
            {
                await stream.WriteAsync(_line);
                if (i % 20_000 == 0)
                    MostHeldBytes = Math.Max(MostHeldBytes, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
