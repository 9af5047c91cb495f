using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Testing;

namespace Trace.Server.Tests.Verification;

/// <summary>A server whose time stands still until the test moves it.</summary>
internal static class Clock
{
    public static FakeTimeProvider At(string time) => new(Parse(time));

    public static void Set(this FakeTimeProvider clock, string time) => clock.SetUtcNow(Parse(time));

    public static DateTimeOffset Parse(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    public static Task<RunningServer> StartServerAsync(this FakeTimeProvider clock, Engine engine, Action<WebApplicationBuilder>? configure = null, params string[] arguments) =>
        RunningServer.StartAsync(
            engine,
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                configure?.Invoke(builder);
            },
            arguments);
}
