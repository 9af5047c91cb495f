using Trace.Server;

namespace Trace.Bench;

/// <summary>The server as a process of its own, with the routes of <see cref="BareRoute"/> beside the real ones.</summary>
internal static class Serve
{
    public const string Command = "serve";

    public static async Task<int> RunAsync(string[] args)
    {
        await using var app = await TraceServer.BuildAsync(args);
        BareRoute.Map(app);
        await app.StartAsync();
        // Whoever started it holds the other end, so it never outlives them.
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
    }
}
