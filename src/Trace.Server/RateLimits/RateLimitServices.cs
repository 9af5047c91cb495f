using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Trace.Server.Web.Consumer;

namespace Trace.Server.RateLimits;

public static class RateLimitServices
{
    public static void AddRateLimits(this IServiceCollection services, RateLimitSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<KeyedLimits>();
        services.AddRateLimiter(options => options.OnRejected = static (rejected, _) => new ValueTask(
            BareStatus.RefuseAsync(rejected.HttpContext, ((RequestLimiter.Lease)rejected.Lease).Refusal!)));
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>>(provider => new ConfigureOptions<RateLimiterOptions>(
            options => options.GlobalLimiter = new RequestLimiter(provider.GetRequiredService<KeyedLimits>())));
    }

    /// <summary>Behind authentication, whose callers have limits of their own; in front of everything that costs more.</summary>
    public static void UseRateLimits(this WebApplication app)
    {
        if (app.Services.GetRequiredService<RateLimitSettings>().Enabled)
            app.UseRateLimiter();
    }

    /// <summary>Puts one more limit on a route or a group of routes.</summary>
    public static TBuilder RequireRateLimiting<TBuilder>(this TBuilder route, RateLimitPolicy policy)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(policy);
}
