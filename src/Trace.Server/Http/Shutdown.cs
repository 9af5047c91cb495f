namespace Trace.Server.Http;

/// <summary>How the server ends: it says that it is not ready, gives load balancers time to notice, finishes what is under way, and stores what waits.</summary>
/// <remarks><c>Shutdown:DelaySeconds</c> is the time to notice, 0 if left out; the framework's <c>shutdownTimeoutSeconds</c> the most that what is under way may take, 30 if left out.</remarks>
public static class Shutdown
{
    private const int MaxDelaySeconds = 300;

    /// <exception cref="InvalidOperationException">The setting is out of range.</exception>
    public static TimeSpan DelayFrom(IConfiguration configuration) =>
        configuration.GetValue("Shutdown:DelaySeconds", defaultValue: 0.0) is >= 0 and <= MaxDelaySeconds and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new InvalidOperationException($"Shutdown:DelaySeconds is 0 to {MaxDelaySeconds}.");

    /// <summary>From the signal on no connection is kept for another request, so none is closed under one later.</summary>
    public static void UseShutdown(this WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        app.Use((context, next) =>
        {
            if (stopping.IsCancellationRequested && !HttpProtocol.IsHttp2(context.Request.Protocol) && !HttpProtocol.IsHttp3(context.Request.Protocol))
                context.Response.Headers.Connection = "close";
            return next(context);
        });
    }

    /// <summary>Returns when the server has ended in good order.</summary>
    public static async Task WaitAsync(WebApplication app, TimeSpan delay)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = app.Lifetime.ApplicationStopping.Register(asked.SetResult);
        await asked.Task;
        await Task.Delay(delay);
        await app.StopAsync();
    }
}
