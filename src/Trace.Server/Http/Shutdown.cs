namespace Trace.Server.Http;

/// <summary>How the server ends: it says that it is not ready, gives load balancers time to notice, finishes what is under way, and stores what waits.</summary>
/// <remarks><see cref="TraceSettings.ShutdownDelay"/> is the time to notice; the framework's <c>shutdownTimeoutSeconds</c> the most that what is under way may take, 30 if left out.</remarks>
public static class Shutdown
{
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
    public static async Task WaitAsync(WebApplication app)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = app.Lifetime.ApplicationStopping.Register(asked.SetResult);
        await asked.Task;
        await Task.Delay(app.Services.GetRequiredService<TraceSettings>().ShutdownDelay);
        await app.StopAsync();
    }
}
