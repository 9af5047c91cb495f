using System.Collections.Concurrent;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>An answer that somebody has in hand.</summary>
internal sealed record AnsweredScan(string Code, string Id, long Ordinal);

/// <summary>People who scan all the time, whether or not the service can answer; keeps what it answered.</summary>
internal sealed class ScanLoad(HttpClient client, IReadOnlyList<string> codes)
{
    private const int Clients = 16;

    private volatile bool _ended;
    private readonly ConcurrentQueue<AnsweredScan> _answered = new();
    private Task _running = Task.CompletedTask;
    private int _unanswered;

    public IReadOnlyCollection<AnsweredScan> Answered => _answered;

    /// <summary>Requests that broke, or were answered with 503.</summary>
    public int Unanswered => _unanswered;

    public static ScanLoad Start(HttpClient client, IReadOnlyList<string> codes)
    {
        var load = new ScanLoad(client, codes);
        load._running = Task.WhenAll(Enumerable.Range(0, Clients).Select(load.ScanAsync));
        return load;
    }

    public async Task WaitForAsync(int answers)
    {
        while (_answered.Count < answers)
        {
            Assert.False(_running.IsFaulted, _running.Exception?.ToString());
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits for what is under way.</summary>
    public async Task EndAsync()
    {
        _ended = true;
        await _running;
    }

    private async Task ScanAsync(int number)
    {
        await Task.Yield();
        for (var next = number * 7; !_ended; next++)
        {
            var code = codes[next % codes.Count];
            try
            {
                var answer = await client.VerifyForAnswerAsync(new { code });
                if (answer.Status == 200)
                {
                    _answered.Enqueue(new AnsweredScan(code, answer.Json.GetProperty("scan").Text("id"), answer.Json.Ordinal()));
                    continue;
                }

                Assert.Equal((503, "application/problem+json"), (answer.Status, answer.MediaType));
            }
            catch (HttpRequestException)
            {
                // The server is gone in the middle of it.
            }

            Interlocked.Increment(ref _unanswered);
            await Task.Delay(10);
        }
    }
}
