using Trace.Core.Codes;
using Trace.Core.Labels;
using Xunit;

namespace Trace.Core.Tests.Labels;

public sealed class LabelRepresentativesTests
{
    private const string LongestText = "00000000000000000000";
    private const string MostCodewords = "ABCDEFGHIJKLMNOPQRS";
    private const string MostBits = "abcdefghijklmnopq";
    private const string MostBytes = "////////";

    private static readonly string[] Narrow = ["i", "/", "abcdefghijklmnop", "1234567890", "///////", "ABCDEFGHIJKLMNOPQR"];

    [Fact]
    public void Whatever_needs_the_most_of_anything_is_kept_and_nothing_else()
    {
        using var batch = new BatchLabels(CodeProfile.Signed, "ID.EXAMPLE.COM");
        string[] serials = [.. Narrow, MostBytes, MostBits, MostCodewords, LongestText, .. Narrow];
        var kept = BatchLabels.Representatives(serials.Select(serial => batch.Label(serial))).Labels;
        Assert.Equal(new[] { LongestText, MostCodewords, MostBits, MostBytes }.Order(), kept.Select(label => label.Serial).Order());
    }

    [Fact]
    public void Each_mark_keeps_its_longest_serial_because_its_bar_takes_room()
    {
        using var batch = new BatchLabels(CodeProfile.Signed, "ID.EXAMPLE.COM");
        var kept = BatchLabels.Representatives([batch.Label("ABCDEFGH"), batch.Label("ABC", LabelMark.Sample), batch.Label("AB", LabelMark.Sample)]).Labels;
        Assert.Equal([LabelMark.None, LabelMark.Sample], kept.Select(label => label.Mark).Order());
        Assert.DoesNotContain(kept, label => label.Serial == "AB");
    }

    [Theory]
    [InlineData(MostBits, 8, "VERIFY.EXAMPLE.COM")]
    [InlineData(LongestText, 7, "VERIFY.EXAMPLE.COM")]
    public void A_plan_has_the_QR_version_its_serials_need(string serial, int version, string host)
    {
        using var batch = new BatchLabels(CodeProfile.Signed, host);
        var labels = BatchLabels.Representatives([batch.Label("1"), batch.Label(serial)]).Labels;
        var plan = SampleLabels.Plan("roll-60x40", LabelFormat.Pdf, null, [.. labels]);
        Assert.Equal(QrSymbol.ModulesOf(version), Assert.Single(plan.Layout.Symbols).Modules);
    }
}
