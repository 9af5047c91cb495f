namespace Trace.Server.Brands;

public static class BrandsServices
{
    public static void AddBrands(this IServiceCollection services)
    {
        services.AddSingleton<ProductSeal>();
        services.AddSingleton(ProductSeal.Column);
        services.AddSingleton<BrandCatalog>();
        services.AddSingleton<Products>();
        services.AddSingleton<Pictures>();
    }
}
