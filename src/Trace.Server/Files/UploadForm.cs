using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Trace.Server.Http;

namespace Trace.Server.Files;

/// <summary>A form with a file (<c>multipart/form-data</c>), read as it comes: the file goes to where files arrive, and nowhere else before.</summary>
public sealed class UploadForm : IAsyncDisposable
{
    /// <summary>The part that is the file.</summary>
    public const string FilePart = "file";

    private const int MaxFieldBytes = 16 << 10;
    private const int MaxBoundaryLength = 70;
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    private UploadForm()
    {
    }

    /// <summary>Null when none was sent.</summary>
    public ArrivedFile? File { get; private set; }

    /// <summary>Null when it was not sent, or is empty.</summary>
    public string? this[string name] => _fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>The digest that says whether two forms are the same, for <see cref="Idempotency.HashOf(HttpContext, ReadOnlySpan{byte})"/>.</summary>
    public byte[] Digest() => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _fields.OrderBy(field => field.Key, StringComparer.Ordinal)
        .Select(field => $"{field.Key.Length}:{field.Key}={field.Value.Length}:{field.Value}").Append(File?.Sha256 ?? "").Append(File?.Name ?? ""))));

    /// <param name="request">Its body is not read yet. The route lifts the limit of bodies and of time.</param>
    /// <param name="caller">Who sends it.</param>
    /// <param name="files">Where the file goes.</param>
    /// <param name="purpose">What the file is for.</param>
    /// <param name="names">The fields there are besides the file.</param>
    public static async Task<Outcome<UploadForm>> ReadAsync(HttpRequest request, Caller caller, FileArrivals files, FilePurpose purpose, params string[] names)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals(MediaTypes.Form, StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= MaxBoundaryLength } boundary)
        {
            return new Failure("unsupported_media_type", "Send the fields and the file as multipart/form-data.");
        }

        var form = new UploadForm();
        var isRead = false;
        try
        {
            var failure = await form.TryReadAsync(new MultipartReader(boundary, request.Body), caller, files, purpose, names, request.HttpContext.RequestAborted);
            isRead = failure == null;
            return failure == null ? form : failure;
        }
        finally
        {
            // Also when the sender hangs up after the file.
            if (!isRead)
                await form.DisposeAsync();
        }
    }

    /// <summary>For forms that must have one.</summary>
    public static Failure Missing() => new("invalid_request", $"The form has no part `{FilePart}`.");

    public ValueTask DisposeAsync() => File?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<Failure?> TryReadAsync(MultipartReader reader, Caller caller, FileArrivals files, FilePurpose purpose, string[] names, CancellationToken cancellationToken)
    {
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
                    return new Failure("invalid_request", "A part of the form has no name.");
                var failure = HeaderUtilities.RemoveQuotes(disposition.Name).Value is var name && name == FilePart
                    ? await TakeFileAsync(disposition, section.Body, caller, files, purpose, cancellationToken)
                    : await TakeFieldAsync(name, section.Body, names, cancellationToken);
                if (failure != null)
                    return failure;
            }

            return null;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return new Failure("invalid_request", "The form cannot be read.");
        }
    }

    private async Task<Failure?> TakeFileAsync(
        ContentDispositionHeaderValue disposition, Stream body, Caller caller, FileArrivals files, FilePurpose purpose, CancellationToken cancellationToken)
    {
        if (File != null)
            return new Failure("invalid_request", "The form has more than one file.");
        var name = disposition.FileNameStar is { HasValue: true, Length: > 0 } extended ? extended : HeaderUtilities.RemoveQuotes(disposition.FileName);
        if (!(await files.ReceiveAsync(caller, purpose, name.Value, body, cancellationToken)).TryGet(out var arrived, out var failure))
            return failure;
        File = arrived;
        return null;
    }

    private async Task<Failure?> TakeFieldAsync(string? name, Stream body, string[] names, CancellationToken cancellationToken)
    {
        if (name == null || !names.Contains(name, StringComparer.Ordinal) || _fields.ContainsKey(name))
            return new Failure("invalid_request", $"The fields of this form are {string.Join(", ", names.Append(FilePart))}, each once.");
        var bytes = new byte[MaxFieldBytes + 1];
        var count = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        if (count > MaxFieldBytes)
            return new Failure("invalid_request", $"`{name}` is too long.");
        // Browsers end lines of a form with CR LF.
        _fields[name] = Encoding.UTF8.GetString(bytes, 0, count).ReplaceLineEndings("\n").Trim();
        return null;
    }
}
