using System.Data.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Trace.Server.Web.Console;

/// <summary>Around every page: a session that ended leads to the sign-in; what failed is said in its place and logged, and the rest of the console goes on.</summary>
public sealed partial class ConsoleBoundary(NavigationManager navigation, ILogger<ConsoleBoundary> log) : ErrorBoundary
{
    protected override Task OnErrorAsync(Exception exception)
    {
        if (exception is SignedOutException)
            navigation.NavigateTo(ReturnPath.SignInFor(new Uri(navigation.Uri).PathAndQuery), forceLoad: true);
        else if (exception is DbException)
            Unavailable(log, exception);
        else if (exception is not NoAccessException)
            Failed(log, exception);
        return Task.CompletedTask;
    }

    [LoggerMessage(8110, LogLevel.Error, "A page of the console failed.")]
    private static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(8111, LogLevel.Error, "The database did not answer a page of the console.")]
    private static partial void Unavailable(ILogger logger, Exception exception);
}
