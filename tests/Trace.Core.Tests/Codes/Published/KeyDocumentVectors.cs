using System.Buffers.Text;
using NSec.Cryptography;

namespace Trace.Core.Tests.Codes.Published;

/// <param name="Keys">Key ids in ascending order; null when the document is refused.</param>
internal sealed record KeyDocumentVector(string Name, string Text, IReadOnlyList<int>? Keys);

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
    ];

    public static object File => new
    {
        Description = "Key documents as text. `keys` lists the key ids of a document that is accepted; null means that it is refused as a whole.",
        Page = "../code-format.md",
        Cases = All.Select(vector => new { vector.Name, vector.Text, vector.Keys }).ToList(),
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
        foreach (var time in new[] { "\"2026-01-01\"", "\"2026-01-01T00:00:00\"", "\"2026-13-01T00:00:00Z\"", "\"yesterday\"", "1767225600", "\"\"" })
            yield return ($"notBefore {time}", Entry.Replace("\"2026-01-01T00:00:00Z\"", time, StringComparison.Ordinal));
    }
}
