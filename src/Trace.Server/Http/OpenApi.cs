using Microsoft.OpenApi;

namespace Trace.Server.Http;

/// <summary>The OpenAPI 3.1 document at <c>/openapi/v1.json</c> and the explorer at <c>/swagger</c>.</summary>
public static class OpenApi
{
    private const string Route = "openapi/{documentName}.json";

    public static void AddOpenApi(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", new OpenApiInfo { Title = "Trace", Version = "v1" });
        });
    }

    public static void MapOpenApi(this WebApplication app)
    {
        app.UseSwagger(options =>
        {
            options.RouteTemplate = Route;
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        });
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "swagger";
            options.SwaggerEndpoint("/openapi/v1.json", "Trace v1");
        });
    }
}
