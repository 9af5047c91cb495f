using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Trace.Cli.Terminal;

namespace Trace.Cli.Server;

/// <summary>Calls to one server. Refusals and broken connections become a <see cref="CliException"/> with their own exit codes.</summary>
internal sealed class ServerClient : IDisposable
{
    private const int MaxJsonBytes = 64 << 20;
    private const long ExpectContinueBytes = 1 << 20;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>A server that says nothing for so long is gone.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(100);

    private readonly HttpClient _http;

    public ServerClient(Uri server, string? apiKey, Output output)
    {
        Address = server;
        // A redirect would turn POST into GET and drop the key: whoever configures the client should know the true address.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = ConnectTimeout })
        {
            BaseAddress = server,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("trace-cli/0.1");
        if (apiKey == null)
            return;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        if (server.Scheme == "http" && !server.IsLoopback)
            output.Note($"Note: {server} is not https; the API key and the codes travel in clear text.");
    }

    public Uri Address { get; }

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), IdleTimeout, cancellationToken);
        return await ReadJsonAsync(response, cancellationToken);
    }

    public async Task<byte[]> GetBytesAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), IdleTimeout, cancellationToken);
        return await ReadBytesAsync(response, cancellationToken);
    }

    public async Task<JsonElement> PostAsync(string path, HttpContent content, string? idempotencyKey, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
                // A refusal comes before a large body is sent, not in the middle of it.
                request.Headers.ExpectContinue = content.Headers.ContentLength is null or > ExpectContinueBytes ? true : null;
                if (idempotencyKey != null)
                    request.Headers.Add("Idempotency-Key", idempotencyKey);
                return request;
            },
            Timeout.InfiniteTimeSpan,
            cancellationToken);
        return await ReadJsonAsync(response, cancellationToken);
    }

    /// <summary>A successful answer of which only the head was read.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), IdleTimeout, cancellationToken);

    /// <summary>Hands over a body block by block; a connection that breaks or falls silent is not its end.</summary>
    public async Task CopyAsync(HttpResponseMessage response, Func<ReadOnlyMemory<byte>, ValueTask> write, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 16];
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (true)
        {
            var read = await GuardAsync("connection_lost", async token => await body.ReadAsync(buffer, token), IdleTimeout, cancellationToken);
            if (read == 0)
                return;
            await write(buffer.AsMemory(0, read));
        }
    }

    /// <summary>What a JSON answer holds.</summary>
    public static T Read<T>(JsonElement json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return json.Deserialize(type) ?? throw Unexpected();
        }
        catch (JsonException)
        {
            throw Unexpected();
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var message = request();
        var response = await GuardAsync(
            "not_reachable",
            token => _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, token),
            timeout,
            cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw ServerProblem.Of(response, await ReadBytesAsync(response, cancellationToken));
    }

    private async Task<JsonElement> ReadJsonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using var document = JsonDocument.Parse(await ReadBytesAsync(response, cancellationToken));
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw Unexpected();
        }
    }

    private Task<byte[]> ReadBytesAsync(HttpResponseMessage response, CancellationToken cancellationToken) => GuardAsync(
        "connection_lost",
        async token =>
        {
            await response.Content.LoadIntoBufferAsync(MaxJsonBytes, token);
            return await response.Content.ReadAsByteArrayAsync(token);
        },
        IdleTimeout,
        cancellationToken);

    private async Task<T> GuardAsync<T>(
        string code, Func<CancellationToken, Task<T>> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            return await call(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException(ExitCode.Unreachable, code, $"{Address} did not answer within {timeout.TotalSeconds:N0} seconds.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            var what = code == "connection_lost" ? $"The connection to {Address} broke" : $"Cannot reach {Address}";
            throw new CliException(ExitCode.Unreachable, code, $"{what}: {exception.Message}");
        }
    }

    private static CliException Unexpected() => new(
        ExitCode.Failed, "unexpected_answer", "The answer is not what a Trace server sends; is --server the address of one?");
}
