using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using NSec.Cryptography;

namespace Trace.Core.Tests.Codes.Published;

/// <param name="Json">The document; text but for the vectors about what is no UTF-8.</param>
/// <param name="Keys">Key ids in ascending order; null when the document is refused.</param>
internal sealed record KeyDocumentVector(string Name, byte[] Json, IReadOnlyList<int>? Keys)
{
    public KeyDocumentVector(string name, string text, IReadOnlyList<int>? keys)
        : this(name, Encoding.UTF8.GetBytes(text), keys)
    {
    }

    public string? Text => Utf8.IsValid(Json) ? Encoding.UTF8.GetString(Json) : null;
}

/// <summary><c>key-documents.json</c>: what a reader of <c>/.well-known/trace-keys.json</c> takes and what it refuses as a whole.</summary>
internal static class KeyDocumentVectors
{
    private const string Rest = "\"gtins\":[\"09506000134352\"],\"notBefore\":\"2026-01-01T00:00:00Z\",\"status\":\"active\"";
    private static readonly string PublicKey = Base64Url.EncodeToString(TestKeys.Key(TestKeys.Active).PublicKey.Export(KeyBlobFormat.RawPublicKey));
    private static readonly string Entry = $$"""{"keyId":1,"publicKey":"{{PublicKey}}",{{Rest}}}""";

    public static IReadOnlyList<KeyDocumentVector> All =>
    [
        .. Good(),
        .. Whole(),
        .. Entries().Select(pair => new KeyDocumentVector(pair.Name, $$"""{"keys":[{{pair.Entry}}]}""", null)),
        .. Names(),
        .. Times(),
        .. NoText(),
    ];

    public static object File => new
    {
        Description = "Key documents as text, or as bytes where they are no UTF-8. `keys` lists the key ids of a document that is accepted; null means that it is refused as a whole.",
        Page = "../code-format.md",
        Cases = All.Select(vector => vector.Text is { } text
            ? (object)new { vector.Name, Text = text, vector.Keys }
            : new { vector.Name, BytesHex = Convert.ToHexStringLower(vector.Json), vector.Keys }).ToList(),
    };

    private static IEnumerable<KeyDocumentVector> Good() =>
    [
        new("one key", $$"""{"keys":[{{Entry}}]}""", [1]),
        new("as the server writes it", TestKeys.Document(TestKeys.Ring).ToJsonString(), [0, 1, 7, 300, 65535]),
        new("no keys", """{"keys":[]}""", []),
        new("unknown members", $$"""{"version":9,"keys":[{"comment":null,{{Entry[1..]}}]}""", [1]),
        new("members in another order, white space", $$"""{ "keys" : [ { "status":"retired", "statusAt":"2026-06-30T12:00:00.000Z", "notBefore":"2026-01-01T01:00:00+01:00", "notAfter":"2026-06-30T12:00:00Z", "brand":"B", "prefixes":["0950600"], "publicKey":"{{PublicKey}}", "keyId":65535 } ] }""", [65535]),
        new("revoked", $$"""{"keys":[{"keyId":2,"publicKey":"{{PublicKey}}","gtins":[],"notBefore":"2026-01-01T00:00:00Z","status":"revoked","statusAt":"2026-06-30T12:00:00Z"}]}""", [2]),
        new("no scope: the key signs for nothing", $$"""{"keys":[{"keyId":2,"publicKey":"{{PublicKey}}","notBefore":"2026-01-01T00:00:00Z","status":"active"}]}""", [2]),
        new("the same public key under two ids", $$"""{"keys":[{{Entry}},{{Entry.Replace("\"keyId\":1", "\"keyId\":2", StringComparison.Ordinal)}}]}""", [1, 2]),
        new("escapes in strings", $$"""{"keys":[{"\u006beyId":1,"publicKey":"{{PublicKey}}",{{Rest.Replace("active", "\\u0061ctive", StringComparison.Ordinal)}}}]}""", [1]),
        new("a public key of small order is listed, and nothing verifies under it", $$"""{"keys":[{{Entry.Replace(PublicKey, "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", StringComparison.Ordinal)}}]}""", [1]),
    ];

    private static IEnumerable<KeyDocumentVector> Whole()
    {
        foreach (var (name, text) in new[]
        {
            ("empty", ""), ("null", "null"), ("an array", $"[{Entry}]"), ("a string", "\"keys\""), ("no member keys", "{}"), ("keys is null", """{"keys":null}"""), ("keys is an object", """{"keys":{}}"""),
            ("Keys is not keys", $$"""{"Keys":[{{Entry}}]}"""), ("an entry is null", """{"keys":[null]}"""), ("an entry is a number", """{"keys":[1]}"""), ("cut off", $$"""{"keys":[{{Entry}}]"""),
            ("text behind", $$"""{"keys":[{{Entry}}]}x"""), ("byte order mark", $$"""{{'\uFEFF'}}{"keys":[{{Entry}}]}"""), ("comma at the end", $$"""{"keys":[{{Entry}},]}"""), ("comment", $$"""{"keys":[{{Entry}}]/**/}"""),
            ("single quotes", "{'keys':[]}"), ("keys twice", $$"""{"keys":[],"keys":[{{Entry}}]}"""), ("key id twice", $$"""{"keys":[{{Entry}},{{Entry}}]}"""),
            ("one good and one bad entry", $$"""{"keys":[{{Entry}},{"keyId":2}]}"""), ("60,000 brackets", new string('[', 60_000)), ("HTML", "<!doctype html><title>Sign in</title>"),
        })
        {
            yield return new KeyDocumentVector(name, text, null);
        }
    }

    private static IEnumerable<(string Name, string Entry)> Entries()
    {
        foreach (var id in new[] { "-1", "65536", "1.5", "1.0", "1e0", "\"1\"", "null", "true", "[1]", "99999999999999999999", "01" })
            yield return ($"keyId {id}", Entry.Replace("\"keyId\":1", "\"keyId\":" + id, StringComparison.Ordinal));
        yield return ("no keyId", $$"""{"publicKey":"{{PublicKey}}",{{Rest}}}""");
        yield return ("keyid is not keyId", Entry.Replace("keyId", "keyid", StringComparison.Ordinal));
        yield return ("keyId twice", $$"""{"keyId":2,{{Entry[1..]}}""");
        foreach (var (name, key) in new[]
        {
            ("empty", ""), ("42 characters", PublicKey[1..]), ("44 characters", PublicKey + "A"), ("with padding", PublicKey + "="), ("base64 marks", "+/" + PublicKey[2..]), ("spare bits set", PublicKey[..42] + (char)(PublicKey[42] + 1)),
            ("a space in it", PublicKey[..20] + " " + PublicKey[21..]), ("a line feed in it", PublicKey[..20] + "\\n" + PublicKey[21..]), ("e acute in it", PublicKey[..20] + "\\u00e9" + PublicKey[21..]), ("hexadecimal", new string('0', 64)),
        })
        {
            yield return ($"publicKey: {name}", Entry.Replace(PublicKey, key, StringComparison.Ordinal));
        }

        yield return ("publicKey missing", $$"""{"keyId":1,{{Rest}}}""");
        yield return ("publicKey null", Entry.Replace($"\"{PublicKey}\"", "null", StringComparison.Ordinal));
        foreach (var gtins in new[] { "[\"9506000134352\"]", "[\"09506000134353\"]", "[null]", "[9506000134352]", "\"09506000134352\"", "[\"\"]", "[\" 09506000134352\"]", "[\"0950600013435\\u0662\"]" })
            yield return ($"gtins {gtins}", Entry.Replace("[\"09506000134352\"]", gtins, StringComparison.Ordinal));
        foreach (var prefixes in new[] { "[\"\"]", "[null]", "[\"0950600 \"]", "[\"095060001343521\"]", "[\"09A\"]", "[\"*\"]", "\"0950600\"", "[950600]" })
            yield return ($"prefixes {prefixes}", Entry.Replace("\"gtins\":[\"09506000134352\"]", "\"prefixes\":" + prefixes, StringComparison.Ordinal));
        foreach (var status in new[] { "\"Active\"", "\"ACTIVE\"", "\"suspended\"", "\"active,retired\"", "\" active\"", "\"\"", "0", "null" })
            yield return ($"status {status}", Entry.Replace("\"active\"", status, StringComparison.Ordinal));
        yield return ("status missing", Entry.Replace(",\"status\":\"active\"", "", StringComparison.Ordinal));
        yield return ("notBefore missing", Entry.Replace("\"notBefore\":\"2026-01-01T00:00:00Z\",", "", StringComparison.Ordinal));
    }

    /// <summary>The names of the table mean something only where the table has them, and there only once.</summary>
    private static IEnumerable<KeyDocumentVector> Names() =>
    [
        new("keyId twice, once with an escape", $$"""{"keys":[{"\u006beyId":1,{{Entry[1..]}}]}""", null),
        new("notAfter twice, both null", $$"""{"keys":[{"notAfter":null,"notAfter":null,{{Entry[1..]}}]}""", null),
        new("keyId -0 is 0", $$"""{"keys":[{{Entry.Replace("\"keyId\":1", "\"keyId\":-0", StringComparison.Ordinal)}}]}""", [0]),
        new("unknown member twice", $$"""{"x":1,"x":2,"keys":[{"y":1,"y":2,{{Entry[1..]}}]}""", [1]),
        new("names of the table in other objects", $$$"""{"x":{"keys":1,"keys":{"keyId":1.5,"keyId":-1}},"keyId":"x","keyId":1,"keys":[{"keys":0,"keys":1,"x":[{"keyId":1e0,"keyId":2}],{{{Entry[1..]}}}]}""", [1]),
    ];

    private static IEnumerable<KeyDocumentVector> Times()
    {
        foreach (var time in new[]
        {
            "2026-01-01t00:00:00z", "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00.123456789012345678901234567890+01:00", "2026-01-01T23:59:59-23:59", "2026-01-01T00:00:00-00:00",
            "2028-02-29T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "0001-01-01T23:59:00+23:59",
        })
        {
            yield return new KeyDocumentVector($"notBefore {time}", $$"""{"keys":[{{WithTime($"\"{time}\"")}}]}""", [1]);
        }

        foreach (var time in new[]
        {
            "\"2026-01-01\"", "\"2026-01-01T00:00:00\"", "\"2026-13-01T00:00:00Z\"", "\"yesterday\"", "1767225600", "\"\"", "\"2026-01-01T00:00Z\"", "\"2026-01-01T00:00:00.Z\"", "\"2026-01-01T00:00:00,5Z\"",
            "\"2026-01-01 00:00:00Z\"", "\"2026-01-01T00:00:00+01\"", "\"2026-01-01T00:00:00+0100\"", "\"2026-01-01T00:00:00+24:00\"", "\"2026-01-01T00:00:00+00:60\"", "\"2026-01-01T00:00:00.5\"",
            "\"2026-02-29T00:00:00Z\"", "\"2026-02-30T00:00:00Z\"", "\"2026-04-31T00:00:00Z\"", "\"1900-02-29T00:00:00Z\"", "\"2026-00-01T00:00:00Z\"", "\"2026-01-00T00:00:00Z\"", "\"2026-01-01T24:00:00Z\"", "\"2026-01-01T00:60:00Z\"", "\"2026-12-31T23:59:60Z\"",
            "\"0000-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00+00:01\"", "\"9999-12-31T23:59:59-00:01\"", "\"+2026-01-01T00:00:00Z\"", "\"02026-01-01T00:00:00Z\"", "\"2026-1-1T00:00:00Z\"", "\"20260101T000000Z\"",
            "\" 2026-01-01T00:00:00Z\"", "\"2026-01-01T00:00:00Z \"", "\"2026-01-01T00:00:00Z\\n\"", "\"2026-01-01T00:00:00ZZ\"", "\"2026-01-01T00:00:00 Z\"", "\"2026-01-01T00:00:00.5.5Z\"", "\"202\\uff16-01-01T00:00:00Z\"", "\"2026-01-01T00:00:00.\\u0665Z\"",
        })
        {
            yield return new KeyDocumentVector($"notBefore {time}", $$"""{"keys":[{{WithTime(time)}}]}""", null);
        }

        yield return new KeyDocumentVector("notAfter is no time", $$"""{"keys":[{"notAfter":"2026-01-01T00:00Z",{{Entry[1..]}}]}""", null);
        yield return new KeyDocumentVector("statusAt is no time", $$"""{"keys":[{"statusAt":"2026-01-01T00:00Z",{{Entry[1..]}}]}""", null);
    }

    private static string WithTime(string time) => Entry.Replace("\"2026-01-01T00:00:00Z\"", time, StringComparison.Ordinal);

    /// <summary>Half of a surrogate pair is no text, be it in what means nothing; a whole one is.</summary>
    private static IEnumerable<KeyDocumentVector> NoText()
    {
        yield return new KeyDocumentVector("pair of surrogates in an unknown name and value", $$"""{"\ud83d\ude00":"\ud83d\ude00","keys":[{{Entry}}]}""", [1]);
        foreach (var (name, member) in new[] { ("unknown name", "\"\\ud83d\":1"), ("unknown value", "\"x\":\"\\ude00\""), ("pair in the wrong order", "\"x\":\"\\ude00\\ud83d\""), ("list in an unknown value", "\"x\":[{\"y\":[\"\\ud83dx\"]}]"), ("brand", "\"brand\":\"\\ud83d\"") })
            yield return new KeyDocumentVector($"half of a surrogate pair: {name}", $"{{\"keys\":[{{{member},{Entry[1..]}]}}", null);
        foreach (var (name, bytes) in new (string, byte[])[]
        {
            ("byte FF", [0xFF]), ("surrogate in UTF-8", [0xED, 0xA0, 0xBD]), ("pair of surrogates in UTF-8", [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80]), ("overlong slash", [0xC0, 0xAF]),
            ("cut off", [0xF0, 0x9F, 0x98]), ("beyond U+10FFFF", [0xF4, 0x90, 0x80, 0x80]),
        })
        {
            yield return new KeyDocumentVector($"no UTF-8 in an unknown value: {name}", [.. "{\"x\":\""u8, .. bytes, .. Encoding.UTF8.GetBytes($"\",\"keys\":[{Entry}]}}")], null);
            yield return new KeyDocumentVector($"no UTF-8 in an unknown name: {name}", [.. "{\""u8, .. bytes, .. Encoding.UTF8.GetBytes($"\":1,\"keys\":[{Entry}]}}")], null);
        }

        yield return new KeyDocumentVector("UTF-16", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes($$"""{"keys":[{{Entry}}]}""")], null);
    }
}
