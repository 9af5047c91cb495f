using CsCheck;
using Trace.Core.Codes;
using Trace.Core.Labels;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Labels;

/// <summary>A run may be refused before it starts; once planned, no serial number stops it.</summary>
public sealed class WholeRunTests
{
    private const string Crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const string Set82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

    private static readonly int Runs = TestScale.Count(reduced: 400, full: 10_000);

    private static readonly Gen<string> Stock = Gen.Frequency<string>(
        (1, Gen.OneOf([.. LabelStocks.Sheets.Select(sheet => sheet.Id)])),
        (4, Gen.Select(Gen.Int[120, 600], Gen.Int[100, 500], (width, height) => FormattableString.Invariant($"roll-{width / 10.0}x{height / 10.0}"))));

    private static readonly Gen<(LabelFormat Format, LabelOptions Options)> Printing = Gen.Select(
        Gen.OneOf(Enum.GetValues<LabelFormat>()),
        Gen.OneOf(203, 300),
        Gen.OneOf(Enum.GetValues<LabelSymbol>()),
        Gen.OneOf(Enum.GetValues<ZplGraphics>()),
        Gen.Int[0, 2],
        (format, dpi, symbol, graphics, perRoll) => (format, new LabelOptions
        {
            Dpi = dpi,
            Symbol = symbol,
            ZplGraphics = graphics,
            LabelsPerRoll = perRoll == 0 ? null : perRoll,
            LeaderBatch = "7K3M9Q",
            Degree = 1,
        }));

    private static readonly Gen<string> Host = Gen.Int[4, 40].Select(length => new string('A', length - 3) + ".IO");

    /// <summary>Serial numbers of all lengths: of one kind of character, the widest and the narrowest, and mixed ones.</summary>
    private static readonly Gen<string> ImportedSerial = Gen.Select(
        Gen.Int[1, 20],
        Gen.OneOf("W", "m", "i", "/", "_", "1", "%", "0123456789", Crockford, "0123456789ABCDEF_abcdef", "1234567890a", Set82),
        (length, alphabet) => Gen.String[Gen.Char[alphabet], length, length]).SelectMany(gen => gen);

    [Fact]
    public void Derived_serials_never_stop_a_run_once_it_is_planned()
    {
        var planned = 0;
        var profile = Gen.OneOf(CodeProfile.Signed, CodeProfile.Compact);
        Gen.Select(Stock, Printing, profile, Host, Gen.String[Gen.Char[Crockford], 20, 20].Array[8]).Sample(
            (stock, printing, codes, host, random) =>
            {
                using var batch = new BatchLabels(codes, host);
                var length = batch.Template.WidestSerial.Length;
                var serials = random.Concat("WM0189".Select(c => new string(c, 20))).Select(serial => serial[..length]);
                if (Write(stock, printing, [batch.Widest], [.. serials.Select(serial => batch.Label(serial))]))
                    Interlocked.Increment(ref planned);
            },
            iter: Runs);
        AssertMany(planned);
    }

    [Fact]
    public void Imported_serials_never_stop_a_run_once_it_is_planned()
    {
        var planned = 0;
        Gen.Select(Stock, Printing, Host, ImportedSerial.Array[1, 8], Gen.Bool).Sample(
            (stock, printing, host, serials, inCode) =>
            {
                using var batch = inCode ? new BatchLabels(CodeProfile.Signed, host, "L2617", "271231") : new BatchLabels(CodeProfile.Signed, host);
                LabelContent[] labels = [.. serials.Select((serial, i) => batch.Label(serial, i == serials.Length - 1 ? LabelMark.Sample : LabelMark.None))];
                var drafts = labels.Select(label => label with { Uri = batch.Template.UnsignedUri(label.Serial) });
                if (Write(stock, printing, BatchLabels.Representatives(drafts).Labels, labels))
                    Interlocked.Increment(ref planned);
            },
            iter: Runs);
        AssertMany(planned);
    }

    [Theory]
    [InlineData("roll-20x30")]
    [InlineData("roll-38.8x15")]
    [InlineData("roll-38.8x16")]
    [InlineData("roll-39x17")]
    public void Rolls_that_are_exactly_as_wide_as_their_text_take_the_widest_serials(string stock)
    {
        using var batch = new BatchLabels(CodeProfile.Signed, "ID.EXAMPLE.COM");
        LabelContent[] labels = [batch.Label("8QW3MN52WMMN"), batch.Label("WWWWWWWWWWWW"), batch.Label("111111111111")];
        foreach (var format in Enum.GetValues<LabelFormat>())
        {
            Assert.True(Write(stock, (format, new LabelOptions { Dpi = 203 }), [batch.Widest], labels));
            Write(stock, (format, new LabelOptions { Dpi = 203, LabelsPerRoll = 1, LeaderBatch = "0ABCDE" }), [batch.Widest], labels);
        }
    }

    /// <summary>False when it is refused before it starts.</summary>
    private static bool Write(string stock, (LabelFormat Format, LabelOptions Options) printing, IReadOnlyList<LabelContent> representatives, LabelContent[] labels)
    {
        var options = SampleLabels.Stock(stock) is RollStock ? printing.Options : printing.Options with { LabelsPerRoll = null };
        if (!LabelPlan.TryCreate(SampleLabels.Stock(stock), printing.Format, options, representatives, out var plan, out var problem))
        {
            Assert.Contains(problem.Code, new[] { "symbol_does_not_fit", "text_does_not_fit", "leader" });
            return false;
        }

        using var output = new MemoryStream();
        LabelWriter.WriteAsync(plan, labels, output, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        return true;
    }

    private static void AssertMany(int planned) => Assert.InRange(planned, Runs / 4, Runs);
}
