using System.Numerics;
using System.Text;
using NSec.Cryptography;
using Trace.Core.Codes;

namespace Trace.Core.Tests.Codes.Published;

/// <param name="Needs">
/// What a small verifier may leave out: <c>dictionary</c>, it answers <c>check_online</c>; <c>element-strings</c>, it answers <c>not_a_code</c>.
/// </param>
internal sealed record HostileVector(string Name, string Text, string Outcome, string Reason, string? Needs = null);

/// <summary><c>hostile-codes.json</c>: nothing in it may come out as valid, and nothing may make a verifier fail.</summary>
internal static class HostileCodeVectors
{
    private const string Path = $"/01/{TestKeys.Shoe}/21/7K3M9QX2TV4B";
    private static readonly SignedParts Plain = SignedParts.Of();
    private static readonly SignedParts Full = SignedParts.Of(lot: "AB1", attributes: ("17", "271231"));

    private static string S => Plain.Digits;

    public static IReadOnlyList<HostileVector> All => [.. Digits(), .. Altered(), .. Keys(), .. Curve(), .. Reading(), .. Paths(), .. Addresses(), .. Unsigned(), .. Others(), .. AttributeVectors.Bad()];

    public static object File => new
    {
        Description = "Texts that are no valid codes. Keys 20 to 26 are no usable keys: small order, not canonical, not on the curve.",
        Page = "../code-format.md",
        KeyDocument = TestKeys.Document(HostileKeys.Ring),
        Cases = All,
    };

    private static IEnumerable<HostileVector> Digits()
    {
        foreach (var (name, digits) in new[]
        {
            ("161 digits", S[1..]),
            ("163 digits, a zero in front", "0" + S),
            ("163 digits", S + "0"),
            ("no digits", ""),
            ("one digit", "1"),
            ("8,000 digits", new string('1', 8000)),
            ("letter", S[..80] + "A" + S[81..]),
            ("plus sign in front", "+" + S[1..]),
            ("minus sign in front", "-" + S[1..]),
            ("decimal point", S[..80] + "." + S[81..]),
            ("exponent", S[..158] + "e100"),
            ("hexadecimal prefix", "0x" + S[2..]),
            ("first digit percent-encoded", "%30" + S[1..]),
            ("Arabic digits, percent-encoded UTF-8", string.Concat(Enumerable.Repeat("%D9%A1", 27))),
            ("all zeros: format 0", new string('0', 162)),
            ("format 0", SignedParts.DigitsOf(TestKeys.Active, Plain.Signature, format: 0)),
            ("format 2", SignedParts.DigitsOf(TestKeys.Active, Plain.Signature, format: 2)),
            ("format 255: 2^536 - 1", Number(BigInteger.Pow(2, 536) - 1)),
            ("2^536", Number(BigInteger.Pow(2, 536))),
            ("the code's number + 2^536", Number(BigInteger.Parse(S, System.Globalization.CultureInfo.InvariantCulture) + BigInteger.Pow(2, 536))),
            ("162 nines", new string('9', 162)),
        })
        {
            yield return NotACode($"digits: {name}", $"https://a.example{Path}?s={digits}");
        }

        yield return NotACode("digits: full-width", $"https://a.example{Path}?s={string.Concat(S.Select(digit => (char)(digit + 0xFEE0)))}");
        yield return NotACode("digits: a key without =", $"https://a.example{Path}?s");
    }

    private static IEnumerable<HostileVector> Altered()
    {
        var full = Full.Uri;
        return
        [
            Invalid("serial: one character", full.Replace("7K3M9QX2TV4B", "7K3M9QX2TV4C", StringComparison.Ordinal)),
            Invalid("serial: lower case", full.Replace("7K3M9QX2TV4B", "7k3m9qx2tv4b", StringComparison.Ordinal)),
            Invalid("serial: one character less", full.Replace("7K3M9QX2TV4B", "7K3M9QX2TV4", StringComparison.Ordinal)),
            Invalid("lot", full.Replace("AB1", "AB2", StringComparison.Ordinal)),
            Invalid("lot left out", full.Replace("/10/AB1", "", StringComparison.Ordinal)),
            Invalid("lot put in", $"https://a.example/01/{TestKeys.Shoe}/10/AB1/21/7K3M9QX2TV4B?s={S}"),
            Invalid("expiry", full.Replace("271231", "281231", StringComparison.Ordinal)),
            Invalid("expiry left out", full.Replace("17=271231&", "", StringComparison.Ordinal)),
            Invalid("expiry put in", $"{Plain.Uri}&17=271231"),
            Invalid("expiry as another date AI", full.Replace("?17=", "?15=", StringComparison.Ordinal)) with { Needs = AttributeVectors.NeedsDictionary },
            Invalid("variant put in", $"https://a.example/01/{TestKeys.Shoe}/22/V/21/7K3M9QX2TV4B?s={S}"),
            Invalid("lot and serial exchanged", $"https://a.example/01/{TestKeys.Shoe}/10/7K3M9QX2TV4B/21/AB1?17=271231&s={Full.Digits}"),
            Invalid("signature of another serial", $"https://a.example/01/{TestKeys.Shoe}/21/7K3M9QX2TV4C?s={S}"),
            Invalid("GTIN, within the scope of the key", SignedParts.Of(key: TestKeys.Retired).Uri.Replace(TestKeys.Shoe, TestKeys.Bag, StringComparison.Ordinal)),
            Invalid("serial encoded twice", SignedParts.Of("A/B").Uri.Replace("%2F", "%252F", StringComparison.Ordinal)),
            Invalid("serial with a percent sign encoded once", SignedParts.Of("A%2FB").Uri.Replace("%252F", "%2F", StringComparison.Ordinal)),
            Invalid("one bit of R", WithFlip(3 + 10)),
            Invalid("one bit of S", WithFlip(3 + 40)),
            Invalid("last bit of R", WithFlip(3 + 31, 0x80)),
            Invalid("R and S exchanged", Signed([.. Plain.Signature[32..], .. Plain.Signature[..32]])),
            Invalid("message without prefix", Signed(Sign(Plain.Tail))),
            Invalid("message with another version", Signed(Sign("trace-code-v2\n" + Plain.Tail))),
            Invalid("message with CR LF", Signed(Sign("trace-code-v1\r\n" + Plain.Tail))),
            Invalid("message with a line feed at its end", Signed(Sign("trace-code-v1\n" + Plain.Tail + "\n"))),
            Invalid("message of the compact profile", Signed(Sign("trace-code-v1c\n" + Plain.Tail))),
            Invalid("whole URI signed", Signed(Sign("trace-code-v1\nhttps://id.example.com" + Plain.Tail))),
            Invalid("tail signed with lower-case hexadecimal digits", $"https://a.example/01/{TestKeys.Shoe}/21/A%2fB?s={SignedParts.DigitsOf(TestKeys.Active, Sign($"trace-code-v1\n/01/{TestKeys.Shoe}/21/A%2fB"))}"),
            Invalid("tail signed without percent-encoding", $"https://a.example/01/{TestKeys.Shoe}/21/A(B?s={SignedParts.DigitsOf(TestKeys.Active, Sign($"trace-code-v1\n/01/{TestKeys.Shoe}/21/A(B"))}"),
            Invalid("tail signed with query AIs in text order", $"https://a.example{Path}?17=271231&240=X&3103=000195&s={SignedParts.DigitsOf(TestKeys.Active, Sign($"trace-code-v1\n{Path}?17=271231&3103=000195&240=X"))}") with { Needs = AttributeVectors.NeedsDictionary },
        ];
    }

    private static IEnumerable<HostileVector> Keys() =>
    [
        Invalid("key: id of another key in scope", $"https://a.example{Path}?s={SignedParts.DigitsOf(TestKeys.Retired, Plain.Signature)}"),
        Invalid("key: id of a third key in scope", $"https://a.example{Path}?s={SignedParts.DigitsOf(0, Plain.Signature)}"),
        new("key: not in the document", SignedParts.Of(key: TestKeys.Unlisted).Uri, "unknown_key", "unknown_key"),
        new("key: bytes of the id exchanged", $"https://a.example{Path}?s={SignedParts.DigitsOf(256, Plain.Signature)}", "unknown_key", "unknown_key"),
        new("key: out of scope, signature good", SignedParts.Of(gtin: TestKeys.Bag).Uri, "invalid", "wrong_key"),
        new("key: out of scope, signature bad", SignedParts.Of().Uri.Replace(TestKeys.Shoe, TestKeys.Bag, StringComparison.Ordinal), "invalid", "wrong_key"),
        new("key: GTIN outside the prefix", SignedParts.Of(key: TestKeys.Retired, gtin: "00012345678905").Uri, "invalid", "wrong_key"),
        Invalid("key: revoked, signature bad", SignedParts.Of(key: TestKeys.Revoked).Uri.Replace("TV4B", "TV4C", StringComparison.Ordinal)),
    ];

    private static IEnumerable<HostileVector> Curve()
    {
        var s = new BigInteger(Plain.Signature.AsSpan(32), isUnsigned: true);
        var r = BigInteger.Pow(5, 60);
        yield return Invalid("Ed25519: S + L", Signed([.. Plain.Signature[..32], .. Edwards25519.Little(s + Edwards25519.L)]));
        yield return Invalid("Ed25519: S + 8 L", Signed([.. Plain.Signature[..32], .. Edwards25519.Little(s + 8 * Edwards25519.L)]));
        yield return Invalid("Ed25519: S = L", Signed([.. Plain.Signature[..32], .. Edwards25519.Little(Edwards25519.L)]));
        yield return Invalid("Ed25519: S + 2^255", Signed([.. Plain.Signature[..63], (byte)(Plain.Signature[63] | 0x80)]));
        yield return Invalid("Ed25519: all zeros", Signed(new byte[64]));
        yield return Invalid("Ed25519: all ones", Signed([.. Enumerable.Repeat((byte)0xFF, 64)]));
        yield return Invalid("Ed25519: R = identity, equation holds", Signed(HostileKeys.SignWithTorsion(Plain, 0, Edwards25519.Identity)));
        yield return Invalid("Ed25519: R = identity as y = p + 1", Signed(HostileKeys.SignWithTorsion(Plain, 0, Edwards25519.Identity, Edwards25519.Little(Edwards25519.P + 1))));
        yield return Invalid("Ed25519: R = identity with the sign bit of x", Signed(HostileKeys.SignWithTorsion(Plain, 0, Edwards25519.Identity, Edwards25519.Little(1 + BigInteger.Pow(2, 255)))));
        yield return Invalid("Ed25519: R of order 2", Signed(HostileKeys.SignWithTorsion(Plain, 0, Edwards25519.Order2)));
        yield return Invalid("Ed25519: R of order 4", Signed(HostileKeys.SignWithTorsion(Plain, 0, Edwards25519.Order4)));
        yield return Invalid("Ed25519: R of order 8", Signed(HostileKeys.SignWithTorsion(Plain, 0, Edwards25519.Order8)));
        yield return Invalid("Ed25519: R with a part of order 2, equation holds times 8", Signed(HostileKeys.SignWithTorsion(Plain, r, Edwards25519.Order2)));
        yield return Invalid("Ed25519: R with a part of order 8, equation holds times 8", Signed(HostileKeys.SignWithTorsion(Plain, r, Edwards25519.Order8)));
        yield return Invalid("Ed25519: R not on the curve", Signed([.. Edwards25519.Little(2), .. Plain.Signature[32..]]));
        foreach (var (id, name) in new[]
        {
            (HostileKeys.Identity, "identity"), (HostileKeys.Order2, "of order 2"), (HostileKeys.Order4, "of order 4"), (HostileKeys.Order8, "of order 8"),
            (HostileKeys.IdentityNotCanonical, "identity as y = p + 1"), (HostileKeys.IdentityWithSign, "identity with the sign bit of x"), (HostileKeys.OffCurve, "not on the curve"),
        })
        {
            yield return Invalid($"Ed25519: public key {name}", HostileKeys.ForgedUri(id));
        }
    }

    private static IEnumerable<HostileVector> Reading()
    {
        foreach (var (name, query) in new[]
        {
            ("s twice", $"s={S}&s={S}"), ("s twice, the first empty", $"s&s={S}"), ("s twice, the second empty", $"s={S}&s="),
            ("AI twice", $"17=271231&17=271231&s={Full.Digits}"), ("AI twice around s", $"17=271231&s={Full.Digits}&17=281231"),
            ("?01=", $"01={TestKeys.Shoe}&s={S}"), ("?10=", $"10=AB1&s={S}"), ("?21=", $"21=7K3M9QX2TV4B&s={S}"), ("?22=", $"22=V&s={S}"), ("numeric key of one digit", $"7=1&s={S}"),
            ("numeric key of 40 digits", $"{new string('1', 40)}=1&s={S}"),
            ("date of month 13", $"17=271301&s={S}"), ("day the month does not have", $"17=270230&s={S}"), ("date of five digits", $"17=27123&s={S}"),
            ("date with a letter", $"17=27123O&s={S}"), ("empty AI", $"17=&s={S}"), ("AI without =", $"17&s={S}"),
            ("plus is a space in a query", $"240=A+B&s={SignedParts.Of(attributes: ("240", "A+B")).Digits}"),
            ("%00 in a query AI", $"240=A%00&s={S}"), ("percent sign alone in a query AI", $"240=A%&s={S}"), ("%zz in a query AI", $"240=%zz&s={S}"),
        })
        {
            yield return NotACode($"query: {name}", $"https://a.example{Path}?{query}");
        }

        foreach (var (name, query) in new[] { ("?235=", "235=T"), ("?254=, no attribute", "254=X"), ("unknown numeric key", "89=1"), ("numeric key of a year", "2026=1") })
            yield return NotACode($"query: {name}", $"https://a.example{Path}?{query}&s={S}") with { Needs = AttributeVectors.NeedsDictionary };

        foreach (var (name, serial) in new[]
        {
            ("empty", ""), ("21 characters", "123456789012345678901"), ("%00", "7K3M%009QX2"), ("percent sign at the end", "7K3M%"), ("%2", "7K3M%2"), ("%G1", "7K3M%G1"),
            ("%u0041", "7K3M%u0041"), ("UTF-8", "7K3M%C3%A9"), ("overlong UTF-8", "7K3M%C0%AF"), ("delete", "7K3M%7F"), ("line feed", "7K3M%0A"), ("tilde, not in set 82", "7K3M~"),
            ("hash encoded, not in set 82", "7K3M%23"), ("space encoded", "7K3M%209QX2"), ("space", "7K3M 9QX2"), ("less-than", "7K3M<9QX2"), ("backslash", @"7K3M\9QX2"), ("control", "7K3M\u00079QX2"), ("e acute", "7K3M\u00E9"),
        })
        {
            yield return NotACode($"serial: {name}", $"https://a.example/01/{TestKeys.Shoe}/21/{serial}?s={S}");
        }
    }

    private static IEnumerable<HostileVector> Paths()
    {
        foreach (var (name, path) in new[]
        {
            ("GTIN-13", "/01/9506000134352/21/S"), ("GTIN-8", "/01/95060002/21/S"), ("wrong check digit", "/01/09506000134353/21/S"), ("15 digits", "/01/009506000134352/21/S"),
            ("letter in the GTIN", "/01/0950600013435A/21/S"), ("Arabic digit in the GTIN", "/01/0950600013435%D9%A2/21/S"), ("GTIN missing", "/01//21/S"), ("no GTIN", "/21/S"),
            ("no serial", $"/01/{TestKeys.Shoe}"), ("lot last", $"/01/{TestKeys.Shoe}/21/S/10/L"), ("serial before lot before variant", $"/01/{TestKeys.Shoe}/10/L/22/V/21/S"),
            ("lot twice", $"/01/{TestKeys.Shoe}/10/L/10/L/21/S"), ("serial twice", $"/01/{TestKeys.Shoe}/21/S/21/S"), ("GTIN twice", $"/01/{TestKeys.Shoe}/01/{TestKeys.Shoe}"),
            ("empty lot", $"/01/{TestKeys.Shoe}/10//21/S"), ("lot of 21 characters", $"/01/{TestKeys.Shoe}/10/123456789012345678901/21/S"), ("slash at the end", $"{Path}/"),
            ("other AI in the path", $"/01/{TestKeys.Shoe}/240/X/21/S"), ("TPX (235)", $"/01/{TestKeys.Shoe}/235/T"), ("key 21 percent-encoded", $"/01/{TestKeys.Shoe}/%32%31/S"),
            ("key 01 percent-encoded", $"/%30%31/{TestKeys.Shoe}/21/S"), ("slashes percent-encoded", Path.Replace("/", "%2F", StringComparison.Ordinal)), ("words for keys", $"/gtin/{TestKeys.Shoe}/ser/S"),
            ("SSCC", "/00/095060001343520001"),
        })
        {
            yield return NotACode($"path: {name}", $"https://a.example{path}?s={S}");
        }
    }

    private static IEnumerable<HostileVector> Addresses()
    {
        foreach (var (name, start) in new[]
        {
            ("user information", "https://brand.example@evil.example"), ("user and password", "https://a:b@evil.example"), ("no host", "https://"), ("port with letters", "https://a.example:x"),
            ("port of six digits", "https://a.example:123456"), ("IPv6 not closed", "https://[::1"), ("percent in the host", "https://a%2eexample"), ("umlaut in the host", "https://b\u00FCcher.example"),
            ("ftp", "ftp://a.example"), ("javascript", "javascript://a.example"), ("no scheme in front of ://", "://a.example"), ("space as scheme", "%20://a.example"), ("two colons", "https:://a.example"), ("byte order mark in front", "\uFEFFhttps://a.example"), ("NUL in front", "\0https://a.example"),
        })
        {
            yield return NotACode($"address: {name}", $"{start}{Path}?s={S}");
        }

        foreach (var length in new[] { 1, 12, 22, 30, 41, 42, 44, 58, 59 })
            yield return NotACode($"truncated to {length} characters", Plain.Uri[..length]);
        foreach (var length in new[] { 45, 56, 57 })
            yield return Online($"truncated to {length} characters: a code without a signature", Plain.Uri[..length]);
        yield return NotACode("truncated in the digits", Plain.Uri[..^1]);
        yield return NotACode("8,193 characters", $"https://a.example{Path}?s={S}&x=".PadRight(8193, 'x'));
        yield return NotACode("two codes one after the other", Plain.Uri + Plain.Uri);
        yield return NotACode("percent-encoded as a whole", Uri.EscapeDataString(Plain.Uri));
    }

    /// <summary>Codes without a signature: well formed, but nothing to check offline.</summary>
    private static IEnumerable<HostileVector> Unsigned() =>
    [
        Online("unsigned: URI", $"https://a.example{Path}"),
        Online("unsigned: compact code", $"HTTPS://A.EXAMPLE/01/{TestKeys.Shoe}/21/7K3M9QX2TV4B01234567"),
        Online("unsigned: signature behind the fragment sign", $"https://a.example{Path}#?s={S}"),
        Online("unsigned: %73 is not s", $"https://a.example{Path}?%73={S}"),
        Online("unsigned: S is not s", $"https://a.example{Path}?S={S}"),
        OnlineOtherForm("unsigned: bracketed element string", $"(01){TestKeys.Shoe}(21)7K3M9QX2TV4B"),
        OnlineOtherForm("unsigned: raw element string", $"]d201{TestKeys.Shoe}217K3M9QX2TV4B\u001D17271231"),
        OnlineOtherForm("unsigned: typed GTIN-14", $"{TestKeys.Shoe} 7K3M 9QX2 TV4B"),
        OnlineOtherForm("unsigned: typed GTIN-13", "9506000134352 7K3M9QX2TV4B"),
        OnlineOtherForm("unsigned: typed GTIN-8", "95060002,S1"),
        NotACode("unsigned: bracketed, serial twice", $"(01){TestKeys.Shoe}(21)A(21)A"),
        NotACode("unsigned: bracketed, no serial", $"(01){TestKeys.Shoe}"),
        NotACode("unsigned: bracketed GTIN-13", "(01)9506000134352(21)A"),
        NotACode("unsigned: typed, wrong check digit", "9506000134353 7K3M9QX2TV4B"),
        NotACode("unsigned: typed, no serial", "9506000134352"),
        OnlineOtherForm("unsigned: hasnondigit", $"(01){TestKeys.Shoe}(21)A(8014)1987654Ad4X4bL5ttr2310c2K"),
        NotACode("unsigned: hasnondigit, digits alone", $"(01){TestKeys.Shoe}(21)A(8014)109999822"),
        OnlineOtherForm("unsigned: nozeroprefix", $"(01){TestKeys.Shoe}(21)A(8011)120"),
        NotACode("unsigned: nozeroprefix, 0 in front", $"(01){TestKeys.Shoe}(21)A(8011)012"),
        OnlineOtherForm("unsigned: importeridx", $"(01){TestKeys.Shoe}(21)A(7040)1AB-"),
        NotACode("unsigned: importeridx =", $"(01){TestKeys.Shoe}(21)A(7040)1AB="),
        NotACode("unsigned: importeridx +", $"(01){TestKeys.Shoe}(21)A(7040)1AB+"),
        NotACode("unsigned: bracketed, value outside set 82", $"(01){TestKeys.Shoe}(21)A(8010)ABC#1"),
    ];

    private static IEnumerable<HostileVector> Others()
    {
        foreach (var (name, text) in new[]
        {
            ("nothing", ""), ("white space", " \t\r\n"), ("a word", "hello"), ("a number", "4006381333931"), ("web address", "https://example.com/about?x=1"), ("web address with /01/", "https://example.com/2026/01/24/news"),
            ("Wi-Fi", "WIFI:T:WPA;S:cafe;P:secret;;"), ("business card", "BEGIN:VCARD\nVERSION:3.0\nFN:A B\nEND:VCARD"), ("MECARD", "MECARD:N:A;;"), ("calendar", "BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT"),
            ("e-mail", "mailto:a@example.com"), ("telephone", "tel:+4912345"), ("text message", "SMSTO:+4912345:hi"), ("place", "geo:52.5,13.4"), ("one-time password", "otpauth://totp/A?secret=JBSWY3DPEHPK3PXP"),
            ("payment", "upi://pay?pa=a@b&am=1"), ("payment in Europe", "BCD\n002\n1\nSCT\n\nA B\nDE89370400440532013000\nEUR1"), ("cryptocurrency", "bitcoin:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"),
            ("boarding pass", "M1DOE/JANE            EABC123 FRAJFKLH 0400 123Y001A0001 100"), ("JSON", "{\"gtin\":\"09506000134352\"}"), ("digits alone, 162 of them", S),
        })
        {
            yield return NotACode($"other text: {name}", text);
        }
    }

    private static byte[] Sign(string message) => SignatureAlgorithm.Ed25519.Sign(TestKeys.Key(TestKeys.Active), Encoding.ASCII.GetBytes(message));

    private static string Signed(byte[] signature) => $"https://a.example{Path}?s={SignedParts.DigitsOf(TestKeys.Active, signature)}";

    private static string WithFlip(int at, byte bits = 1)
    {
        var bytes = Plain.Bytes;
        bytes[at] ^= bits;
        return $"https://a.example{Path}?s={SignedParts.DigitsOf(bytes)}";
    }

    private static string Number(BigInteger value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(CodeSignature.DigitCount, '0');

    private static HostileVector Invalid(string name, string text) => new(name, text, "invalid", "signature_invalid");

    private static HostileVector NotACode(string name, string text) => new(name, text, "not_a_code", "not_a_code");

    private static HostileVector OnlineOtherForm(string name, string text) => Online(name, text) with { Needs = "element-strings" };

    private static HostileVector Online(string name, string text) => new(name, text, "check_online", "signature_absent");
}
