using System.Globalization;
using System.Text;
using System.Text.Json;
using Trace.Server.Tests.OpenApi;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Fuzzing;

/// <summary>Sends requests one after another and notes what must not be.</summary>
internal sealed class FuzzRun(RunningServer server, IReadOnlyList<Operation> operations, KnownSecrets secrets)
{
    private const int MaxReadBytes = 4 << 20;

    /// <summary>Written behind, by a clock: counters of refused codes, and entries of the trail about failed tries to sign in.</summary>
    private static readonly string[] WrittenBehind = ["refused_try", "scan_day", "market_day"];
    private const string EntryWrittenBehind = "session.sign_in_failed";

    /// <summary>How it stands with events on their way changes by itself.</summary>
    private static readonly string[] SentBehind = ["webhook", "webhook_delivery"];

    private readonly HashSet<string> _mediaTypes = [.. operations.SelectMany(operation => operation.Bodies).Where(body => body.Place != "request").Select(body => body.MediaType), "text/html", "text/plain"];
    private readonly SortedDictionary<int, int> _statuses = [];

    public List<string> Wrong { get; } = [];

    public int Taken => _statuses.Where(status => status.Key is >= 200 and < 300).Sum(status => status.Value);

    public int Refused => _statuses.Where(status => status.Key is >= 400 and < 500).Sum(status => status.Value);

    public string Summary => string.Join(", ", _statuses.Select(status => $"{status.Key}: {status.Value}"));

    /// <param name="request">What is sent.</param>
    /// <param name="client">By whom.</param>
    /// <param name="authorization">In the place of the client's own.</param>
    /// <param name="withDump">Compare every row, not only how many there are.</param>
    public async Task SendAsync(HostileRequest request, HttpClient client, string? authorization, bool withDump)
    {
        var before = await StateAsync(withDump);
        using var message = request.ToMessage(client.BaseAddress!);
        if (authorization != null)
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        int status;
        string? mediaType;
        string text;
        try
        {
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            (status, mediaType) = ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType);
            text = response.Headers + "\n" + await ReadAsync(response);
            Check(request, response, mediaType, text);
        }
        catch (HttpRequestException exception)
        {
            // A request that breaks the protocol finds its connection closed, at times before the answer was read.
            _statuses[0] = _statuses.GetValueOrDefault(0) + 1;
            if (exception.HttpRequestError is not (HttpRequestError.InvalidResponse or HttpRequestError.Unknown or HttpRequestError.ResponseEnded))
                Note(request, $"failed: {exception.Message}");
            return;
        }

        _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
        // What was opened or taken away is on record: a scan, an entry in the trail.
        if (status is >= 200 and < 300 && (request.Operation.Method != "get" || text.Contains("Set-Cookie: trace_device", StringComparison.Ordinal) || !request.PathIsPlain || request.Operation.Id is "OpenDigitalLink" or "StreamCodes" or "PrintLabels"))
            return;
        var after = await StateAsync(withDump);
        if (before != after)
            Note(request, $"{status} {mediaType} changed the database:\n{Difference(before, after)}");
    }

    /// <summary>Rows of each table that requests write.</summary>
    public static async Task<string> CountAsync(RunningServer server) => await server.Database().ReadAsync(async session =>
    {
        var tables = (await DatabaseContent.TablesAsync(session)).Where(table => !WrittenBehind.Contains(table));
        var counts = await session.ListAsync<string>(string.Join(" UNION ALL ", tables.Select(table => $"SELECT '{table} ' || COUNT(*) FROM {table}{(table == "audit_entry" ? $" WHERE action <> '{EntryWrittenBehind}'" : "")}")) + ";");
        return string.Join('\n', counts);
    });

    private static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var bytes = new byte[MaxReadBytes];
        return Encoding.UTF8.GetString(bytes, 0, await body.ReadAtLeastAsync(bytes, MaxReadBytes, throwOnEndOfStream: false, TestContext.Current.CancellationToken));
    }

    private static string Difference(string before, string after)
    {
        var (old, fresh) = (before.Split('\n'), after.Split('\n'));
        return string.Join('\n', old.Except(fresh).Take(5).Select(line => "- " + line).Concat(fresh.Except(old).Take(5).Select(line => "+ " + line)));
    }

    private void Check(HostileRequest request, HttpResponseMessage response, string? mediaType, string text)
    {
        var status = (int)response.StatusCode;
        if (status >= 500 && status != 503)
            Note(request, $"{status}: {text}");
        var empty = text.EndsWith("\n\n", StringComparison.Ordinal) || response.Content.Headers.ContentLength == 0 || status == 204;
        var honest = status switch
        {
            // The server's own door says so without a document; api-specs/openapi.json says which.
            400 or 414 or 431 when empty && response.Headers.ConnectionClose == true => true,
            >= 400 => mediaType == "application/problem+json" ? IsProblem(text, status) : mediaType == "text/html" && status is 404 or 503,
            >= 200 and < 300 => empty || (mediaType != null && _mediaTypes.Contains(mediaType)),
            _ => status == 304,
        };
        if (!honest)
            Note(request, $"{status} {mediaType} is no documented answer: {text}");
        else if (request.PathIsPlain && mediaType != null && !request.Operation.Node["responses"]!.AsObject().ContainsKey(status.ToString(CultureInfo.InvariantCulture)) && status is not (405 or 415))
            Note(request, $"{status} is not documented: {text}");
        if (secrets.FindIn(text) is { } secret)
            Note(request, $"{status} tells the secret {secret[..6]}…");
        if (KnownSecrets.HoldsApiKey(text) && !(status == 201 && request.Operation.Id is "CreateApiKey" or "RotateApiKey" or "CreateOwnerApiKey" or "RotateOwnerApiKey"))
            Note(request, $"{status} tells an API key: {text}");
    }

    private static bool IsProblem(string text, int status)
    {
        try
        {
            var problem = JsonDocument.Parse(text[text.IndexOf("\n{", StringComparison.Ordinal)..]).RootElement;
            return problem.GetProperty("status").GetInt32() == status && problem.Text("type") == $"/problems/{problem.Text("code")}";
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or ArgumentException)
        {
            return false;
        }
    }

    private async Task<string> StateAsync(bool withDump) => withDump
        ? string.Join('\n', Without(await server.DumpAsync()))
        : await CountAsync(server);

    /// <summary>A dump without what is written behind.</summary>
    private static IEnumerable<string> Without(string dump)
    {
        var skipping = false;
        foreach (var line in dump.Split('\n'))
        {
            if (!line.StartsWith(' '))
                skipping = WrittenBehind.Contains(line) || SentBehind.Contains(line);
            if (!skipping && !line.Contains(EntryWrittenBehind, StringComparison.Ordinal))
                yield return line;
        }
    }

    private void Note(HostileRequest request, string what) => Wrong.Add($"{request}\n    {(what.Length > 900 ? what[..900] : what)}");
}
