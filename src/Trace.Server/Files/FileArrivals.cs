using System.Globalization;
using System.Security.Cryptography;
using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Files;

/// <summary>Takes files in: written to a private temporary file, hashed, and looked into. What is refused is in the audit trail, without its name.</summary>
public sealed class FileArrivals(Database database, AuditTrail audit, TraceSettings settings)
{
    public const int MaxNameLength = 200;

    /// <summary>Files that are looked into at once: an archive may take seconds to walk.</summary>
    private static readonly SemaphoreSlim Looking = new(2);

    /// <summary>The file, or why it is not taken.</summary>
    public async Task<Outcome<ArrivedFile>> ReceiveAsync(Caller caller, FilePurpose purpose, string? name, Stream body, CancellationToken cancellationToken)
    {
        var outcome = await TakeAsync(purpose, name, body, cancellationToken);
        if (!outcome.TryGet(out _, out var failure))
        {
            await database.WriteAsync(
                session => audit.AddAsync(session, caller, new AuditedChange("file.refuse", purpose.Word(), New: new { reason = failure.Code })), CancellationToken.None);
        }

        return outcome;
    }

    /// <summary>Null when a file may be called so: a name is never used as a path, and must not look like one or like another name.</summary>
    public static Failure? NameProblem(string? name)
    {
        if (PlainText.Problem(name, "name", MaxNameLength) is { } problem)
            return new Failure("file_name_invalid", problem);
        return name!.AsSpan().ContainsAny('/', '\\') || name is "." or ".."
            ? new Failure("file_name_invalid", "The name of a file has no folders in it.")
            : null;
    }

    private async Task<Outcome<ArrivedFile>> TakeAsync(FilePurpose purpose, string? name, Stream body, CancellationToken cancellationToken)
    {
        if (NameProblem(name) is { } problem)
            return problem;
        var file = PrivateFile.CreateTemporary(settings.DataFolder);
        var isTaken = false;
        try
        {
            if (await SpoolAsync(body, file, purpose.MostBytes(), cancellationToken) is not { } hash)
                return new Failure("file_too_large", string.Create(CultureInfo.InvariantCulture, $"The most is {purpose.MostBytes() >> 20} MiB."));
            if (!(await RecogniseAsync(file, purpose, cancellationToken)).TryGet(out var type, out var failure))
                return failure;
            if (!purpose.Types().Contains(type, StringComparer.Ordinal))
                return new Failure("file_type_refused", $"The file is {type} by its content; here it is one of {string.Join(", ", purpose.Types())}.");
            isTaken = true;
            return new ArrivedFile(file, purpose, hash, file.Length, type, name!);
        }
        finally
        {
            if (!isTaken)
                await file.DisposeAsync();
        }
    }

    private static async Task<Outcome<string>> RecogniseAsync(FileStream file, FilePurpose purpose, CancellationToken cancellationToken)
    {
        await Looking.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => FileTypes.Recognise(file, purpose.Types()), cancellationToken);
        }
        finally
        {
            Looking.Release();
        }
    }

    /// <summary>The SHA-256; null when there is more than that.</summary>
    private static async Task<string?> SpoolAsync(Stream body, FileStream file, long mostBytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (file.Position + read > mostBytes)
                return null;
            hash.AppendData(buffer.AsSpan(0, read));
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        await file.FlushAsync(cancellationToken);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
