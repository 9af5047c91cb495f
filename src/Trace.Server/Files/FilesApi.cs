using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Files;

/// <summary>Kept files, whichever slice keeps them: downloaded by those who read what they belong to.</summary>
public static class FilesApi
{
    public static void MapFiles(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/files/{fileId}", GetAsync).WithTags("Files").WithName("GetFile").RequireAuthorization(Policies.ReadingScans)
            .WithSummary("A kept file, byte for byte as it arrived; always to be saved, never shown in place")
            .WithoutRequestTimeout()
            .Produces<Stream>(StatusCodes.Status200OK, FileDownload.Bytes, FileTypes.Png, FileTypes.Jpeg, FileTypes.WebP, FileTypes.Pdf, FileTypes.Text);

    private static async Task<IResult> GetAsync(string fileId, Caller caller, KeptFiles files)
    {
        if (WholeBrand.Refuse(caller) is { } limited)
            return limited;
        return PublicId.TryParse(fileId, out var id) && await files.FindAsync(caller.BrandId, id) is { } file && await files.OpenAsync(caller.BrandId, id) is { } content
            ? new FileDownload(file, content)
            : new Failure("not_found", $"There is no file {fileId}.");
    }
}
