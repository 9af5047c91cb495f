using System.Text.Json;

namespace Trace.Server.Files;

/// <summary>HAR 1.2: JSON whose <c>log</c> holds a list of <c>entries</c>. It is read once from end to end; no more than one value of it is in memory.</summary>
internal static class HarFile
{
    private const int MaxDepth = 64;

    /// <summary>Of one value, such as the body of one answer in base64; half of it is always taken.</summary>
    internal const int MaxValueBytes = 32 << 20;

    public enum Answer
    {
        /// <summary>Something else, which may be text.</summary>
        None,

        Whole,

        /// <summary>It has a log, and is not well-formed, too deep, or one of its values is too long.</summary>
        Broken,
    }

    public static Answer Check(Stream file, ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("\uFEFF"u8))
            head = head[3..];
        if (!head.TrimStart(" \t\r\n"u8).StartsWith("{"u8))
            return Answer.None;
        var walk = new Walk();
        try
        {
            file.Position = 0;
            var isWhole = Read(file, walk);
            return !walk.HasLog ? Answer.None : isWhole && walk.HasEntries ? Answer.Whole : Answer.Broken;
        }
        catch (JsonException)
        {
            return walk.HasLog ? Answer.Broken : Answer.None;
        }
    }

    /// <summary>False when a value does not fit into memory.</summary>
    private static bool Read(Stream file, Walk walk)
    {
        var (buffer, filled, isFirst) = (new byte[64 << 10], 0, true);
        var state = new JsonReaderState(new JsonReaderOptions { MaxDepth = MaxDepth });
        while (true)
        {
            var read = file.ReadAtLeast(buffer.AsSpan(filled), buffer.Length - filled, throwOnEndOfStream: false);
            var isLast = read < buffer.Length - filled;
            filled += read;
            var start = isFirst && buffer.AsSpan(0, filled).StartsWith("\uFEFF"u8) ? 3 : 0;
            isFirst = false;
            var reader = new Utf8JsonReader(buffer.AsSpan(start, filled - start), isLast, state);
            while (reader.Read())
                walk.See(ref reader);
            if (isLast)
                return true;
            state = reader.CurrentState;
            var used = start + (int)reader.BytesConsumed;
            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            filled -= used;
            if (filled > buffer.Length / 2)
            {
                if (buffer.Length >= MaxValueBytes)
                    return false;
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    /// <summary>Where in the file the reader is, as far as it matters.</summary>
    private sealed class Walk
    {
        private string _atRoot = "";
        private string _inLog = "";

        public bool HasLog { get; private set; }

        public bool HasEntries { get; private set; }

        public void See(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                _atRoot = reader.ValueTextEquals("log"u8) ? "log" : "";
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 2)
                _inLog = reader.ValueTextEquals("entries"u8) ? "entries" : "";
            else if (reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == 1)
                HasLog |= _atRoot == "log";
            else if (reader.TokenType == JsonTokenType.StartArray && reader.CurrentDepth == 2)
                HasEntries |= _atRoot == "log" && _inLog == "entries";
        }
    }
}
