using Trace.Server.Http;
using Trace.Server.Verification;

namespace Trace.Server.Web.Consumer;

public static class VerdictPage
{
    public static IResult Result(VerifyResponse response) => TypedResults.Text(response.Verdict.ToString(), "text/html");

    public static IResult Unavailable(Failure failure) => failure;

    public static void AddConsumerPages(this IServiceCollection services) => _ = services;

    public static void MapConsumerPages(this IEndpointRouteBuilder app) => _ = app;
}
