namespace Trace.Core.Tests.Codes.Published;

/// <summary>A code that is what it says: whatever the label or the way to the reader did to its text, the signature holds.</summary>
internal sealed record SignedVector(string Name, SignedParts Parts, string Text, string Outcome = "valid", string Reason = "signature_valid")
{
    public string? Needs => Parts.Attributes.All(attribute => attribute.Ai == "17") ? null : AttributeVectors.NeedsDictionary;
}

/// <summary><c>signed-codes.json</c>.</summary>
internal static class SignedCodeVectors
{
    private static readonly SignedParts Plain = SignedParts.Of();
    private static readonly SignedParts Full = SignedParts.Of(lot: "AB1", attributes: ("17", "271231"));

    private static string S => Plain.Digits;

    public static IReadOnlyList<SignedVector> All => [.. Written(), .. Carried(), .. Values(), .. Encoded(), .. Keys(), .. AttributeVectors.Good()];

    public static object File => new
    {
        Description = "Codes whose signature holds. Keys are published test keys: seed = SHA-256 of ASCII \"Trace published test key {keyId}\".",
        Page = "../code-format.md",
        TestKeys.SigningKeys,
        KeyDocument = TestKeys.Document(TestKeys.Ring),
        Cases = All.Select(vector => new
        {
            vector.Name,
            vector.Text,
            Read = new
            {
                vector.Parts.Gtin,
                vector.Parts.Variant,
                vector.Parts.Lot,
                vector.Parts.Serial,
                Attributes = vector.Parts.Attributes.OrderBy(a => int.Parse(a.Ai, System.Globalization.CultureInfo.InvariantCulture))
                    .Select(a => new[] { a.Ai, a.Value }).ToList(),
            },
            vector.Parts.KeyId,
            vector.Parts.Tail,
            MessageHex = Convert.ToHexStringLower(vector.Parts.Message),
            SignatureHex = Convert.ToHexStringLower(vector.Parts.Signature),
            vector.Parts.Digits,
            vector.Outcome,
            vector.Reason,
            vector.Needs,
        }).ToList(),
    };

    /// <summary>How scheme, host and stem are written never matters.</summary>
    private static IEnumerable<SignedVector> Written() =>
    [
        Printed("the worked example of the page", SignedParts.Of("RN962QM2E545")),
        new("as printed", Plain, Plain.Uri),
        new("lower-case scheme and host", Plain, $"https://id.example.com{Plain.Tail}?s={S}"),
        new("mixed case", Plain, $"hTTpS://Id.Example.Com{Plain.Tail}?s={S}"),
        new("http", Plain, $"http://id.example.com{Plain.Tail}?s={S}"),
        new("port", Plain, $"https://id.example.com:8443{Plain.Tail}?s={S}"),
        new("colon without port", Plain, $"https://id.example.com:{Plain.Tail}?s={S}"),
        new("IPv6 host", Plain, $"https://[2001:db8::1]:443{Plain.Tail}?s={S}"),
        new("IPv4 host", Plain, $"http://192.0.2.7:8080{Plain.Tail}?s={S}"),
        new("host in Punycode", Plain, $"https://xn--bcher-kva.example{Plain.Tail}?s={S}"),
        new("another host", Plain, $"https://mirror.example.net{Plain.Tail}?s={S}"),
        new("one stem", Plain, $"https://example.com/p{Plain.Tail}?s={S}"),
        new("several stems", Plain, $"https://example.com/a/b/c{Plain.Tail}?s={S}"),
        new("stem with percent signs", Plain, $"https://example.com/%7Ea/%zz{Plain.Tail}?s={S}"),
        new("double slash before the tail", Plain, $"https://example.com/{Plain.Tail}?s={S}"),
        new("stem that is another code", Plain, $"https://example.com/01/{TestKeys.Bag}/21/OTHER{Plain.Tail}?s={S}"),
        new("without scheme", Plain, $"id.example.com{Plain.Tail}?s={S}"),
        new("without scheme, two slashes", Plain, $"//id.example.com{Plain.Tail}?s={S}"),
        new("path and query alone", Plain, $"{Plain.Tail}?s={S}"),
        new("localhost without scheme", Plain, $"localhost:8080{Plain.Tail}?s={S}"),
    ];

    /// <summary>What readers, browsers and messengers add.</summary>
    private static IEnumerable<SignedVector> Carried() =>
    [
        new("white space around", Plain, $" \t\r\n{Plain.Uri}\r\n"),
        new("ideographic and no-break space around", Plain, $"\u3000{Plain.Uri}\u00A0"),
        new("symbology identifier of QR", Plain, $"]Q1{Plain.Uri}"),
        new("fragment", Plain, $"{Plain.Uri}#top"),
        new("fragment with anything in it", Plain, $"{Plain.Uri}#?s=1&<\u00E9>"),
        new("foreign keys before", Plain, $"HTTPS://ID.EXAMPLE.COM{Plain.Tail}?utm_source=x&fbclid=%00&s={S}"),
        new("foreign keys behind", Plain, $"{Plain.Uri}&utm_source=x&linkType=gs1:pip&lang=de"),
        new("foreign key without a value", Plain, $"{Plain.Uri}&debug"),
        new("empty pairs", Plain, $"HTTPS://ID.EXAMPLE.COM{Plain.Tail}?&&s={S}&&"),
        new("S is not s", Plain, $"{Plain.Uri}&S=1"),
        new("an encoded key is another key: %73 is not s", Plain, $"{Plain.Uri}&%73=1"),
        new("an encoded key is another key: %31%37 is not 17", Plain, $"{Plain.Uri}&%31%37=991231"),
        new("key with digits and letters", Plain, $"{Plain.Uri}&17a=991231"),
    ];

    private static IEnumerable<SignedVector> Values()
    {
        string[] quarters = ["!\"%&'()*+,-./0123456", "789:;<=>?ABCDEFGHIJK", "LMNOPQRSTUVWXYZ_abcd", "efghijklmnopqrstuvwx", "yz"];
        foreach (var (index, serial) in quarters.Index())
            yield return Printed($"character set 82, part {index + 1}", SignedParts.Of(serial, lot: serial));
        yield return Printed("lot", SignedParts.Of(lot: "AB1"));
        yield return Printed("lot and expiry", Full);
        yield return Printed("expiry alone", SignedParts.Of(attributes: ("17", "271231")));
        yield return Printed("expiry with day 00", SignedParts.Of(attributes: ("17", "271200")));
        yield return Printed("29 February of a year divisible by 4", SignedParts.Of(attributes: ("17", "000229")));
        yield return Printed("variant", SignedParts.Of(variant: "2A"));
        yield return Printed("variant and lot", SignedParts.Of(lot: "L", variant: "V"));
        yield return Printed("lot with slash, plus and percent", SignedParts.Of(lot: "A/1+2%3"));
        yield return Printed("lot that reads like a separator", SignedParts.Of(lot: "X/21/Y?17=1&s=2"));
        yield return Printed("lot 01", SignedParts.Of(lot: "01"));
        yield return Printed("lot 21, variant 10", SignedParts.Of(lot: "21", variant: "10"));
        yield return Printed("serial 21", SignedParts.Of("21"));
        yield return Printed("serial of one character", SignedParts.Of("0"));
        yield return Printed("serial of 20 characters with a signature", SignedParts.Of("ABCDEFGHIJKLMNOPQRST"));
        yield return Printed("serial in lower case", SignedParts.Of("7k3m9qx2tv4b"));
        yield return Printed("serial with the value %2F", SignedParts.Of("A%2FB"));
        yield return Printed("three query AIs in numeric order", SignedParts.Of(attributes: [("3103", "000195"), ("17", "271231"), ("240", "A B".Replace(" ", "_", StringComparison.Ordinal))]));
        yield return new("query AIs in another order, s in the middle", SignedParts.Of(attributes: [("3103", "000195"), ("240", "X"), ("17", "271231")]),
            $"https://a.example/01/{TestKeys.Shoe}/21/7K3M9QX2TV4B?3103=000195&s={SignedParts.Of(attributes: [("3103", "000195"), ("240", "X"), ("17", "271231")]).Digits}&17=271231&240=X");
    }

    /// <summary>Other percent-encodings of the same values.</summary>
    private static IEnumerable<SignedVector> Encoded()
    {
        var slash = SignedParts.Of(lot: "A/B");
        yield return new("lower-case hexadecimal digits", slash, slash.Uri.Replace("%2F", "%2f", StringComparison.Ordinal));
        yield return new("everything encoded that may be", Plain, $"https://a.example/01/%30%39506000134352/21/%37K3M9QX2TV4%42?s={S}");
        var marks = SignedParts.Of("!'()*,:;=+");
        yield return new("marks that a path may hold as they are", marks, $"https://a.example/01/{TestKeys.Shoe}/21/!'()*,:;=+?s={marks.Digits}");
        var plus = SignedParts.Of(attributes: ("240", "A+B"));
        yield return new("%2B in a query is a plus", plus, $"https://a.example/01/{TestKeys.Shoe}/21/7K3M9QX2TV4B?240=A%2bB&s={plus.Digits}");
        var odd = SignedParts.Of(attributes: ("240", "A=B?C/D"));
        yield return new("=, ? and / in a query value as they are", odd, $"https://a.example/01/{TestKeys.Shoe}/21/7K3M9QX2TV4B?240=A=B?C/D&s={odd.Digits}");
        var underscore = SignedParts.Of("A_B-C.D");
        yield return new("unreserved marks encoded", underscore, $"https://a.example/01/{TestKeys.Shoe}/21/A%5FB%2DC%2eD?s={underscore.Digits}");
    }

    private static IEnumerable<SignedVector> Keys() =>
    [
        Printed("key id 0", SignedParts.Of(key: 0)),
        Printed("retired key, scope by prefix", SignedParts.Of(key: TestKeys.Retired)),
        Printed("retired key, another GTIN of its prefix", SignedParts.Of(key: TestKeys.Retired, gtin: TestKeys.Bag)),
        Printed("another product's key", SignedParts.Of(key: TestKeys.OtherProduct, gtin: TestKeys.Bag)),
        Printed("revoked key", SignedParts.Of(key: TestKeys.Revoked)) with { Outcome = "check_online", Reason = "key_revoked" },
    ];

    private static SignedVector Printed(string name, SignedParts parts) => new(name, parts, parts.Uri);
}
