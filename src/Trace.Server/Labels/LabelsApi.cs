namespace Trace.Server.Labels;

public static class LabelsApi
{
    public static void AddLabels(this IServiceCollection services) => _ = services;

    public static void MapLabels(this IEndpointRouteBuilder app) => _ = app;
}
