namespace Trace.Server.Files;

/// <summary>A file that arrived whole and is what its purpose takes. It waits in a private temporary file, which is gone when this is disposed.</summary>
public sealed class ArrivedFile(FileStream content, FilePurpose purpose, string sha256, long sizeBytes, string mediaType, string name) : IAsyncDisposable
{
    public FilePurpose Purpose => purpose;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Sha256 => sha256;

    public long SizeBytes => sizeBytes;

    /// <summary>By its content.</summary>
    public string MediaType => mediaType;

    public string Name => name;

    internal FileStream Content => content;

    public ValueTask DisposeAsync() => content.DisposeAsync();
}
