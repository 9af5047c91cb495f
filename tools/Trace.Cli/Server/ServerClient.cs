using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Trace.Cli.Terminal;

namespace Trace.Cli.Server;

/// <summary>Calls to one server. Refusals and broken connections become a <see cref="CliException"/> with their own exit codes.</summary>
internal sealed class ServerClient : IDisposable
{
    private const int MaxJsonBytes = 64 << 20;
    private const long SmallBodyBytes = 1 << 20;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>A server that says nothing for so long is gone.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(100);

    /// <summary>With a member twice, readers could differ in which one counts.</summary>
    private static readonly JsonDocumentOptions OneMeaning = new() { AllowDuplicateProperties = false };

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

    public async Task<Answer<T>> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), IdleTimeout, cancellationToken);
        return await ReadAnswerAsync(response, type, cancellationToken);
    }

    public async Task<byte[]> GetBytesAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), IdleTimeout, cancellationToken);
        return await ReadBytesAsync(response, cancellationToken);
    }

    /// <param name="idempotencyKey">For calls that create.</param>
    public async Task<Answer<T>> PostAsync<T>(
        string path, HttpContent content, JsonTypeInfo<T> type, string? idempotencyKey, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
                // A refusal comes before a large body is sent, not in the middle of it.
                request.Headers.ExpectContinue = IsLarge(content) ? true : null;
                if (idempotencyKey != null)
                    request.Headers.Add("Idempotency-Key", idempotencyKey);
                return request;
            },
            // An import takes as long as it takes; a small request is answered soon or not at all.
            IsLarge(content) ? Timeout.InfiniteTimeSpan : IdleTimeout,
            cancellationToken);
        return await ReadAnswerAsync(response, type, cancellationToken);
    }

    /// <summary>For a small request that the server works on for as long as it takes.</summary>
    public async Task<Answer<T>> PostSlowAsync<T>(string path, HttpContent content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, Timeout.InfiniteTimeSpan, cancellationToken);
        return await ReadAnswerAsync(response, type, cancellationToken);
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
            var read = await GuardAsync(async token => await body.ReadAsync(buffer, token), IdleTimeout, cancellationToken);
            if (read == 0)
                return;
            await write(buffer.AsMemory(0, read));
        }
    }

    public static CliException Unexpected() => new(
        ExitCode.Failed, "unexpected_answer", "The answer is not what a Trace server sends; is --server the address of one?");

    public void Dispose() => _http.Dispose();

    private static bool IsLarge(HttpContent content) => content.Headers.ContentLength is null or > SmallBodyBytes;

    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var message = request();
        var response = await GuardAsync(
            token => _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, token),
            timeout,
            cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw ServerProblem.Of(response, await ReadBytesAsync(response, cancellationToken));
    }

    private async Task<Answer<T>> ReadAnswerAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(await ReadBytesAsync(response, cancellationToken), OneMeaning);
            var json = document.RootElement.Clone();
            var replayed = response.Headers.Contains("Idempotent-Replayed");
            return new Answer<T>(json, json.Deserialize(type) ?? throw Unexpected()) { Replayed = replayed };
        }
        catch (JsonException)
        {
            throw Unexpected();
        }
    }

    private Task<byte[]> ReadBytesAsync(HttpResponseMessage response, CancellationToken cancellationToken) => GuardAsync(
        async token =>
        {
            await response.Content.LoadIntoBufferAsync(MaxJsonBytes, token);
            return await response.Content.ReadAsByteArrayAsync(token);
        },
        IdleTimeout,
        cancellationToken);

    private async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            return await call(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw limit.IsCancellationRequested
                ? new CliException(ExitCode.Unreachable, "no_answer", $"{Address} said nothing for {timeout.TotalSeconds:N0} seconds.")
                : new CliException(ExitCode.Unreachable, "not_reachable", $"{Address} took no connection within {ConnectTimeout.TotalSeconds:N0} seconds.") { NothingDone = true };
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw Unexpected();
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            var hint = exception.HttpRequestError == HttpRequestError.SecureConnectionError ? " Perhaps it speaks http, not https." : "";
            // Nothing was sent, so nothing was created.
            throw new CliException(ExitCode.Unreachable, "not_reachable", $"Cannot reach {Address}: {Sentence(exception)}{hint}") { NothingDone = true };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new CliException(ExitCode.Unreachable, "connection_lost", $"The connection to {Address} broke: {Sentence(exception)}");
        }
    }

    /// <summary>The innermost message says what happened; those around it that something did.</summary>
    private static string Sentence(Exception exception) => exception.GetBaseException().Message.TrimEnd('.') + ".";
}
