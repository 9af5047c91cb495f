using Trace.Core.Codes;
using Trace.Core.Labels;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Labels;

public class DataMatrixSymbolTests
{
    private const int Dots = 5;

    /// <summary>AIM's word for FNC1 in first position, which makes the text GS1's.</summary>
    private const string Gs1DataMatrix = "]d2";

    public static TheoryData<int> Lengths { get; } = [1, 3, 5, 9, 14, 17, 25, 31, 39, 55, 80, 105, 130, 160, 190, 265];

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task Every_size_is_read_by_an_independent_decoder(int letters)
    {
        var text = ElementString.GroupSeparator + "21" + string.Concat(Enumerable.Range(0, letters).Select(i => (char)('A' + (i * 7 % 26))));
        var read = await ReadAsync(DataMatrixSymbol.Encode(text));
        Assert.Equal((text[1..], Gs1DataMatrix), (Assert.Single(read).Text, read[0].Identifier));
    }

    [Fact]
    public void All_sixteen_square_sizes_occur_in_the_test_above() =>
        Assert.Equal(
            [10, 12, 14, 16, 18, 20, 22, 24, 26, 32, 36, 40, 44, 48, 52, 64],
            Lengths.Select(row => DataMatrixSymbol.Encode(ElementString.GroupSeparator + "21" + new string('A', row)).Size));

    [Fact]
    public async Task Gtin_expiry_serial_and_lot_come_back_with_one_separator()
    {
        var label = SampleLabels.Signed(4);
        var read = await ReadAsync(DataMatrixSymbol.Encode(LabelElements.Of(label)));
        Assert.Equal((SampleLabels.ElementsOf(label), Gs1DataMatrix), (Assert.Single(read).Text, read[0].Identifier));
    }

    [Fact]
    public async Task Negative_control_a_symbol_with_a_third_of_its_modules_turned_over_is_not_read()
    {
        var matrix = DataMatrixSymbol.Encode(LabelElements.Of(SampleLabels.Signed(4)));
        for (var i = 0; i < matrix.Size * matrix.Size; i += 3)
            matrix[i / matrix.Size, i % matrix.Size] ^= true;
        Assert.Empty(await ReadAsync(matrix));
    }

    [Fact]
    public void Text_that_is_too_long_and_characters_outside_ASCII_are_errors()
    {
        Assert.Throws<LabelContentException>(() => DataMatrixSymbol.Encode(new string('A', 281)));
        Assert.Throws<LabelContentException>(() => DataMatrixSymbol.Encode("Ä"));
        Assert.Throws<LabelContentException>(() => DataMatrixSymbol.Encode(new string('A', 40), 18));
    }

    private static async Task<IReadOnlyList<Barcode>> ReadAsync(SymbolMatrix matrix)
    {
        const int Quiet = SymbolPlacement.QuietModules * Dots;
        var image = new GrayImage((matrix.Size * Dots) + (2 * Quiet), (matrix.Size * Dots) + (2 * Quiet));
        for (var i = 0; i < matrix.Size * matrix.Size; i++)
        {
            var (y, x) = Math.DivRem(i, matrix.Size);
            if (matrix[y, x])
                image.Fill(Quiet + (x * Dots), Quiet + (y * Dots), Dots, Dots, 0);
        }

        return await BarcodeDecoder.ReadWithZxingAsync(image.ToPgm(), "DataMatrix");
    }
}
