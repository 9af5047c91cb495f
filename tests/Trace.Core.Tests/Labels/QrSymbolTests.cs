using System.Text.Json;
using Trace.Core.Labels;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Labels;

public class QrSymbolTests
{
    [Fact]
    public void A_signed_code_of_a_host_of_14_characters_is_version_7() =>
        Assert.Equal(45, QrSymbol.Encode(SampleLabels.Signed(1).Uri).Size);

    [Fact]
    public void A_compact_code_of_a_host_of_12_characters_is_version_3() =>
        Assert.Equal(29, QrSymbol.Encode(SampleLabels.Compact(1).Uri).Size);

    /// <summary>Capacities are facts of ISO/IEC 18004; see the note in the file.</summary>
    [Fact]
    public async Task Versions_change_exactly_at_the_published_capacities_of_level_M()
    {
        var path = Repository.File("tests", "Trace.Core.Tests", "Labels", "qr-capacity-v1-14.json");
        using var vectors = JsonDocument.Parse(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        foreach (var row in vectors.RootElement.GetProperty("versions").EnumerateArray())
        {
            var version = row.GetProperty("version").GetInt32();
            var medium = row.GetProperty("M");
            foreach (var (mode, character) in new[] { ("numeric", '7'), ("alphanumeric", 'Q'), ("byte", 'q') })
            {
                var capacity = medium.GetProperty(mode).GetInt32();
                Assert.Equal(version, QrSymbol.VersionOf(new string(character, capacity)));
                Assert.Equal(version + 1, QrSymbol.VersionOf(new string(character, capacity + 1)));
            }
        }
    }

    [Fact]
    public void A_text_longer_than_its_version_holds_is_an_error_that_names_the_version() =>
        Assert.Contains("version 3", Assert.Throws<LabelContentException>(() => QrSymbol.Encode(SampleLabels.Signed(1).Uri, 3)).Message, StringComparison.Ordinal);

    [Fact]
    public void Rectangles_cover_the_dark_modules_once_and_nothing_else()
    {
        var matrix = QrSymbol.Encode(SampleLabels.Signed(2).Uri);
        var rectangles = new List<ModuleRectangle>();
        ModuleRectangles.Cover(matrix, rectangles);
        var covered = new int[matrix.Size, matrix.Size];
        foreach (var rectangle in rectangles)
        {
            for (var y = rectangle.Y; y < rectangle.Y + rectangle.Height; y++)
            {
                for (var x = rectangle.X; x < rectangle.X + rectangle.Width; x++)
                    covered[y, x]++;
            }
        }

        for (var y = 0; y < matrix.Size; y++)
        {
            for (var x = 0; x < matrix.Size; x++)
                Assert.Equal(matrix[y, x] ? 1 : 0, covered[y, x]);
        }
    }
}
