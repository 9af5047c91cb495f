using System.Security.Cryptography;
using Trace.Core.Codes;

namespace Trace.Cli.Codes;

/// <summary>Count, size, hash, first and last line of a list of codes that passes by in blocks, in constant memory.</summary>
internal sealed class CodeListDigest(CodeListFormat format, bool hasCover) : IDisposable
{
    private const int MaxLineBytes = 64 << 10;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<byte> _unfinished = [];
    private byte[]? _header;
    private byte[]? _first;
    private byte[]? _last;

    public long SizeBytes { get; private set; }

    /// <summary>Complete lines, without the header of CSV.</summary>
    public long Count { get; private set; }

    public CodeLine? First => Parse(_first);

    public CodeLine? Last => Parse(_last);

    /// <summary>A line passed by that is longer than any of such a list.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Whether what passed by so far ends with a whole line and begins as such a list does.</summary>
    public bool IsWhole => !IsTooLong && _unfinished.Count == 0 && (_header == null || _header.AsSpan().SequenceEqual(CodeLines.Header(format, hasCover).TrimEnd((byte)'\n')))
        && (format == CodeListFormat.Ndjson || _header != null);

    /// <summary>The hash of everything; nothing can be added after.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Add(ReadOnlySpan<byte> block)
    {
        _hash.AppendData(block);
        SizeBytes += block.Length;
        TakeFirstLines(ref block);
        var end = block.LastIndexOf((byte)'\n');
        if (end >= 0)
        {
            Count += block.Count((byte)'\n');
            var start = block[..end].LastIndexOf((byte)'\n') + 1;
            _last = start > 0 ? block[start..end].ToArray() : [.. _unfinished, .. block[..end]];
            _unfinished.Clear();
            block = block[(end + 1)..];
        }

        Keep(block);
    }

    public void Dispose() => _hash.Dispose();

    /// <summary>Header and first code are looked at one by one; after them only the end of each block matters.</summary>
    private void TakeFirstLines(ref ReadOnlySpan<byte> block)
    {
        while (_first == null && block.IndexOf((byte)'\n') is >= 0 and var end)
        {
            byte[] line = [.. _unfinished, .. block[..end]];
            _unfinished.Clear();
            block = block[(end + 1)..];
            if (format == CodeListFormat.Csv && _header == null)
            {
                _header = line;
                continue;
            }

            _first = line;
            _last = line;
            Count = 1;
        }
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_unfinished.Count + part.Length > MaxLineBytes)
            IsTooLong = true;
        else
            _unfinished.AddRange(part);
    }

    private CodeLine? Parse(byte[]? line) => line == null ? null : CodeLine.TryParse(format, line, hasCover);
}
