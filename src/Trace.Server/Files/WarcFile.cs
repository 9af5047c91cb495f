using System.Globalization;
using System.IO.Compression;
using Trace.Server.Http;

namespace Trace.Server.Files;

/// <summary>WARC 1.0 and 1.1 (ISO 28500), also compressed record by record: walked from end to end, with bounded memory, and never unpacked.</summary>
internal static class WarcFile
{
    /// <summary>A web page shrinks to a tenth; what grows a hundredfold, or beyond all archives of one offer, is meant to fill a memory.</summary>
    internal const long MostInflated = 2L << 30;
    internal const int MostRatio = 100;
    private const long AlwaysAllowed = 16 << 20;

    private static readonly string[] Needed = ["WARC-Record-ID", "WARC-Type", "WARC-Date", "Content-Length"];

    /// <summary>Null when it is one.</summary>
    public static Failure? Check(Stream file)
    {
        file.Position = 0;
        return IsWhole(new WarcReader(file)) ? null : FileTypes.Broken(FileTypes.Warc);
    }

    /// <inheritdoc cref="Check"/>
    public static Failure? CheckGzip(Stream file)
    {
        file.Position = 0;
        using var gzip = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        using var inflated = new InflatedStream(gzip, Math.Clamp(file.Length * MostRatio, AlwaysAllowed, MostInflated));
        try
        {
            var reader = new WarcReader(inflated);
            if (!reader.IsAtWarc())
                return inflated.WentTooFar ? TooFar() : new Failure("file_type_refused", "Compressed files are not taken, but for WARC files.");
            var isWhole = IsWhole(reader);
            return inflated.WentTooFar ? TooFar() : isWhole && file.Position == file.Length ? null : FileTypes.Broken(FileTypes.WarcGzip);
        }
        catch (InvalidDataException)
        {
            return FileTypes.Broken(FileTypes.WarcGzip);
        }
    }

    private static Failure TooFar() => new("file_inflates", "Unpacked, this file would be far larger than archives of pages are; it was not unpacked to its end.");

    /// <summary>Record after record to the end.</summary>
    private static bool IsWhole(WarcReader reader)
    {
        for (var count = 0; ; count++)
        {
            if (!reader.TryReadLine(out var version))
                return count > 0 && reader.IsAtEnd;
            if (version is not ("WARC/1.0" or "WARC/1.1") || !TryReadHeader(reader, out var length))
                return false;
            if (!reader.Skip(length) || !reader.TryReadLine(out var first) || first.Length > 0 || !reader.TryReadLine(out var second) || second.Length > 0)
                return false;
        }
    }

    private static bool TryReadHeader(WarcReader reader, out long length)
    {
        const int MostLines = 256;
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        length = 0;
        for (var lines = 0; lines < MostLines && reader.TryReadLine(out var line); lines++)
        {
            if (line.Length == 0)
            {
                return Array.TrueForAll(Needed, fields.ContainsKey)
                    && long.TryParse(fields["Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out length);
            }

            // A line that begins with white space goes on with the one before.
            if (line[0] is ' ' or '\t' && fields.Count > 0)
                continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
                return false;
            // Some names may come again, as WARC-Concurrent-To does; a length may not.
            if (!fields.TryAdd(line[..colon], line[(colon + 1)..].Trim()) && line[..colon].Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return false;
    }

    /// <summary>Ends where more would be unpacked than is allowed, and says so.</summary>
    private sealed class InflatedStream(Stream inner, long most) : Stream
    {
        private long _read;

        public bool WentTooFar => _read > most;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            if (WentTooFar)
                return 0;
            var read = inner.Read(buffer);
            _read += read;
            return WentTooFar ? 0 : read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
