namespace Trace.Server.Brands;

/// <summary>A new brand.</summary>
/// <param name="Name">As people know it, 1 to 100 characters.</param>
/// <param name="Slug">Short name in lower case letters, digits and hyphens, unique.</param>
/// <param name="Host">The host of its codes, for example id.example.com; a port is allowed for tests.</param>
public sealed record CreateBrandRequest(string? Name, string? Slug, string? Host);

public sealed record BrandResponse(string Id, string Name, string Slug, string Host, DateTimeOffset CreatedAt);

/// <summary>A new product.</summary>
/// <param name="Gtin">GTIN-8, -12, -13 or -14 with its check digit.</param>
/// <param name="Name">What people see after a scan, 1 to 200 characters.</param>
/// <param name="Description">Up to 2,000 characters.</param>
/// <param name="ImageUrl">An https address of a picture, for programs; our page shows an uploaded one.</param>
public sealed record CreateProductRequest(string? Gtin, string? Name, string? Description = null, string? ImageUrl = null);

/// <summary>Changes to a product. Members left out stay as they are. The GTIN can change only while no codes exist.</summary>
public sealed record UpdateProductRequest(
    string? Gtin = null, string? Name = null, string? Description = null, string? ImageUrl = null);

/// <summary>A product.</summary>
/// <param name="ImageUrl">An https address of a picture, for programs; our page loads nothing from elsewhere.</param>
/// <param name="PictureUrl">Where the uploaded picture is, on this server; the page shows it.</param>
public sealed record ProductResponse(string Gtin, string Name, string? Description, string? ImageUrl, DateTimeOffset CreatedAt, string? PictureUrl = null);
