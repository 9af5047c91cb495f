using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Trace.Testing;

/// <summary>Debian's Chromium, driven by playwright-core in one node process for the whole test process.</summary>
/// <remarks>Each visit has its own browser context: no cookie or cache outlives it.</remarks>
public sealed class Chromium : IDisposable
{
    private static readonly Lazy<Chromium> SharedBrowser = new(Start);

    private readonly Process _node;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _waiting = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly StringBuilder _errors = new();
    private int _visits;

    private Chromium(Process node)
    {
        _node = node;
        node.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        node.BeginErrorReadLine();
        _ = Task.Run(ReadAnswersAsync);
    }

    /// <summary>Opens a page, takes the steps and tells what is then on it.</summary>
    public static Task<PageResult> VisitAsync(PageVisit visit) => SharedBrowser.Value.RunAsync(visit);

    /// <summary>Opens an address on a phone-sized screen.</summary>
    public static Task<PageResult> VisitAsync(string url) => VisitAsync(new PageVisit(url));

    public void Dispose()
    {
        _node.StandardInput.Close();
        _node.WaitForExit(TimeSpan.FromSeconds(10));
        _node.Dispose();
        _writing.Dispose();
    }

    private static Chromium Start()
    {
        var chromium = Tool.Find("chromium");
        var script = NodeScripts.Find("browse.mjs");
        var node = Process.Start(new ProcessStartInfo(Tool.Find("node"), [script, chromium])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var browser = new Chromium(node);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => browser.Dispose();
        return browser;
    }

    private async Task<PageResult> RunAsync(PageVisit visit)
    {
        var id = Interlocked.Increment(ref _visits);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        var line = JsonSerializer.Serialize(new VisitRequest(id, visit), BrowserJson.Default.VisitRequest);
        await _writing.WaitAsync();
        try
        {
            await _node.StandardInput.WriteLineAsync(line);
            await _node.StandardInput.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }

        var result = await answer.Task.WaitAsync(TimeSpan.FromMinutes(3));
        if (result.TryGetProperty("error", out var error))
            throw new ToolException($"Visit of {visit.Url}: {error.GetString()}");
        return result.GetProperty("result").Deserialize(BrowserJson.Default.PageResult)!;
    }

    private async Task ReadAnswersAsync()
    {
        while (await _node.StandardOutput.ReadLineAsync() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            var answer = document.RootElement.Clone();
            if (_waiting.TryRemove(answer.GetProperty("id").GetInt32(), out var waiting))
                waiting.SetResult(answer);
        }

        foreach (var waiting in _waiting.Values)
            waiting.TrySetException(new ToolException($"The browser process ended: {_errors}"));
    }
}
