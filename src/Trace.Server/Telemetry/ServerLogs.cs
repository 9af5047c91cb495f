using Microsoft.Extensions.Logging.Console;
using Trace.Server.Accounts;

namespace Trace.Server.Telemetry;

/// <summary>What is logged, and in which form: lines for people, or with <c>Logging:Console:FormatterName=json</c> an object a line.</summary>
public static class ServerLogs
{
    public static void AddServerLogs(this ILoggingBuilder logging)
    {
        // The framework logs every request's address, and ours hold signatures.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // Where this is on, each request has a scope with its address, which a setting would print; and an activity, which nobody asked for.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // Why it did not start is said in one line, see RunAsync.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        logging.AddFilter(typeof(ApiKeyAuthentication).FullName, LogLevel.Warning);
        logging.AddFilter(typeof(SessionAuthentication).FullName, LogLevel.Warning);
        // A slow request is its client's matter, and there can be many.
        logging.AddFilter("Microsoft.AspNetCore.Http.Timeouts", LogLevel.Error);
        logging.Services.PostConfigure<JsonConsoleFormatterOptions>(options =>
        {
            if (options.TimestampFormat != null)
                return;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            options.UseUtcTimestamp = true;
        });
    }
}
