using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using Trace.Server.Storage;
using Trace.Server.Telemetry;

namespace Trace.Server.Http;

/// <summary>Turns what the framework throws for bad requests, and bugs, into problem documents.</summary>
public sealed partial class ErrorHandling(RequestDelegate next, ILogger<ErrorHandling> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await Problems.WriteAsync(context, ToFailure(exception));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; nobody is there to answer.
        }
        catch (DbException exception) when (!context.Response.HasStarted && StorageFault.IsPassing(exception))
        {
            ServerMetrics.StorageFailed(StorageWork.Request);
            Unavailable(log, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "unknown", exception);
            context.Response.Clear();
            await Problems.WriteAsync(context, StorageFault.ToFailure("The database does not answer, so this request was not done."));
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            Unhandled(log, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "unknown", exception);
            context.Response.Clear();
            await Problems.WriteAsync(context, Problems.ForStatus(StatusCodes.Status500InternalServerError));
        }
        catch (Exception exception)
        {
            // Part of the answer is out already: the client must see it break, not end.
            Unhandled(log, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "unknown", exception);
            context.Abort();
        }
    }

    private static Failure ToFailure(BadHttpRequestException exception)
    {
        if (exception.InnerException is JsonException json)
            return new Failure("invalid_json", JsonBody.Describe(json));
        if (exception.StatusCode != StatusCodes.Status400BadRequest)
            return Problems.ForStatus(exception.StatusCode);
        if (exception.Message.Contains("from body", StringComparison.Ordinal) || exception.Message.Contains("no body", StringComparison.Ordinal))
            return new Failure("invalid_json", "The body is empty or null.");
        var match = BindingMessage().Match(exception.Message);
        return match.Success
            ? new Failure("invalid_request", $"`{match.Groups["name"].Value}` cannot be \"{match.Groups["value"].Value}\".")
            : new Failure("invalid_request", exception.Message);
    }

    [GeneratedRegex("^Failed to bind parameter \".*? (?<name>\\w+)\" from \"(?<value>.*)\"\\.$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 100)]
    private static partial Regex BindingMessage();

    [LoggerMessage(1001, LogLevel.Error, "Unhandled error in {Method} {Endpoint}.")]
    private static partial void Unhandled(ILogger logger, string method, string endpoint, Exception exception);

    [LoggerMessage(1002, LogLevel.Error, "The database did not answer {Method} {Endpoint}.")]
    private static partial void Unavailable(ILogger logger, string method, string endpoint, Exception exception);
}
