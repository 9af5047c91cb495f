using NSec.Cryptography;
using Trace.Core.Codes;
using Trace.Core.Labels;
using Trace.Core.Tests.Codes.Published;

namespace Trace.Core.Tests.Labels;

/// <summary>The labels of one batch as the server makes them, for any serial number.</summary>
internal sealed class BatchLabels : IDisposable
{
    private readonly Key _mac = Key.Create(CompactCode.Algorithm);
    private readonly SerialCipher _cipher;

    public BatchLabels(CodeProfile profile, string host, string? lotInCode = null, string? expiryInCode = null)
    {
        var gtin = TestKeys.Gtin(TestKeys.Shoe);
        _cipher = new SerialCipher(TestKeys.Bytes("labels"), gtin);
        Template = profile == CodeProfile.Compact
            ? new CodeTemplate(profile, $"HTTPS://{host}", gtin, lot: null, expiry: null, _cipher, _mac, keyId: 0)
            : new CodeTemplate(profile, $"HTTPS://{host}", gtin, lotInCode, expiryInCode, _cipher, TestKeys.Key(TestKeys.Active), TestKeys.Active);
    }

    public CodeTemplate Template { get; }

    public LabelContent Label(string serial, LabelMark mark = LabelMark.None) => new()
    {
        Uri = Template.Uri(serial),
        Gtin = TestKeys.Shoe,
        Serial = serial,
        Lot = "L2617",
        Expiry = "2027-12-31",
        ExpiryAi17 = "271231",
        ProductName = "Olive oil, 500 ml",
        BrandName = "Casa Verdi",
        Mark = mark,
    };

    /// <summary>What a plan for all derived units is made from.</summary>
    public LabelContent Widest => Label(Template.WidestSerial);

    public static LabelRepresentatives Representatives(IEnumerable<LabelContent> labels)
    {
        var representatives = new LabelRepresentatives();
        foreach (var label in labels)
            representatives.Add(label);
        return representatives;
    }

    public void Dispose()
    {
        _mac.Dispose();
        _cipher.Dispose();
    }
}
