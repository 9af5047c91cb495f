using System.Text;
using Trace.Core.Labels;
using Xunit;

namespace Trace.Core.Tests.Labels;

/// <summary>Labels as the two code profiles make them; the signature digits are arbitrary, the sizes are not.</summary>
internal static class SampleLabels
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static LabelContent Signed(int seed, string host = "VERIFY.ACME.IO", LabelMark mark = LabelMark.None)
    {
        var serial = Text(seed, 12, Alphabet);
        return Content($"HTTPS://{host}/01/09506000134352/21/{serial}?s=0{Text(seed + 1, 161, Alphabet[..10])}", serial, mark);
    }

    public static LabelContent Compact(int seed, string host = "ID.ACME.TEST", LabelMark mark = LabelMark.None)
    {
        var serial = Text(seed, 20, Alphabet);
        return Content($"HTTPS://{host}/01/09506000134352/21/{serial}", serial, mark);
    }

    /// <summary>What a reader of GS1 DataMatrix reports of a label here: FNC1 in front is told by the identifier <c>]d2</c>, a later one is a separator.</summary>
    public static string ElementsOf(LabelContent label) => $"010950600013435217271231" + $"21{label.Serial}\u001D10L2611A";

    public static LabelContent[] Many(int count, Func<int, LabelContent> label) => [.. Enumerable.Range(1, count).Select(seed => label(seed))];

    public static LabelStock Stock(string id)
    {
        Assert.True(LabelStocks.TryFind(id, out var stock, out var problem), problem?.Text);
        return stock;
    }

    public static LabelPlan Plan(string stock, LabelFormat format, LabelOptions? options = null, params LabelContent[] labels)
    {
        Assert.True(LabelPlan.TryCreate(Stock(stock), format, options ?? new LabelOptions(), labels, out var plan, out var problem), problem?.Text);
        return plan;
    }

    public static LabelProblem Refusal(string stock, LabelFormat format, LabelOptions? options = null, params LabelContent[] labels)
    {
        Assert.False(LabelPlan.TryCreate(Stock(stock), format, options ?? new LabelOptions(), labels, out _, out var problem));
        return problem;
    }

    public static async Task<byte[]> WriteAsync(LabelPlan plan, IEnumerable<LabelContent> labels)
    {
        using var output = new MemoryStream();
        await LabelWriter.WriteAsync(plan, labels, output, TestContext.Current.CancellationToken);
        return output.ToArray();
    }

    private static LabelContent Content(string uri, string serial, LabelMark mark) => new()
    {
        Uri = uri,
        Gtin = "09506000134352",
        Serial = serial,
        Lot = "L2611A",
        Expiry = "2027-12-31",
        ExpiryAi17 = "271231",
        ProductName = "Cold Pressed Olive Oil 500 ml",
        BrandName = "Casa Verdi",
        Mark = mark,
    };

    /// <summary>Reproducible text: a linear congruential generator (Knuth's MMIX), its high bits.</summary>
    private static string Text(int seed, int length, string alphabet)
    {
        var state = unchecked((ulong)seed * 0x9E3779B97F4A7C15);
        var text = new StringBuilder(length);
        for (var i = 0; i < length; i++)
        {
            state = unchecked((state * 6364136223846793005) + 1442695040888963407);
            text.Append(alphabet[(int)((state >> 33) % (ulong)alphabet.Length)]);
        }

        return text.ToString();
    }
}
