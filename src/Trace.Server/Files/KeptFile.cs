using Trace.Server.Storage;

namespace Trace.Server.Files;

/// <summary>A file that is kept, byte for byte as it arrived.</summary>
/// <param name="Sha256">Of its bytes at arrival, 64 lower-case hexadecimal digits.</param>
/// <param name="MediaType">By its content, see <see cref="FileTypes"/>.</param>
/// <param name="Name">As its sender called it; for people to see, never a path.</param>
public sealed record KeptFile(long Id, FilePurpose Purpose, string Sha256, long SizeBytes, string MediaType, string Name, DateTimeOffset KeptAt);

/// <summary>A kept file as the API shows it.</summary>
/// <param name="Id">What <c>/api/v1/files/{fileId}</c> takes.</param>
/// <param name="Sha256">Of its bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="MediaType">By its content, whatever its name says.</param>
/// <param name="Name">As its sender called it.</param>
public sealed record KeptFileResponse(string Id, string Sha256, long SizeBytes, string MediaType, string Name, DateTimeOffset KeptAt)
{
    public static KeptFileResponse Of(KeptFile file) => new(PublicId.Format(file.Id), file.Sha256, file.SizeBytes, file.MediaType, file.Name, file.KeptAt);
}

/// <summary>A row of <c>kept_file</c>. <c>SealedKey</c> holds the file's key and name; without it the chunks are noise.</summary>
public sealed record KeptFileRow(
    long BrandId, long FileId, string Purpose, string Sha256, long SizeBytes, string MediaType, long KeptAt, byte[] SealedKey)
{
    /// <summary>All that is said of the file: a row that somebody else changed does not open.</summary>
    public string KeyPurpose => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"kept-file|{BrandId}|{FileId}|{Purpose}|{Sha256}|{SizeBytes}|{MediaType}|{KeptAt}");
}
