using System.Text.Json;
using Trace.Core.Codes;
using Trace.Core.Labels;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Labels;

public class QrSymbolTests
{
    /// <summary>The first and last length of host of each version, for the serial number that takes the most.</summary>
    [Theory]
    [InlineData(CodeProfile.Compact, 12, 3)]
    [InlineData(CodeProfile.Compact, 13, 4)]
    [InlineData(CodeProfile.Signed, 6, 6)]
    [InlineData(CodeProfile.Signed, 7, 7)]
    [InlineData(CodeProfile.Signed, 29, 7)]
    [InlineData(CodeProfile.Signed, 30, 8)]
    public void The_length_of_the_host_decides_the_version(CodeProfile profile, int hostLength, int version)
    {
        using var batch = new BatchLabels(profile, Host(hostLength));
        Assert.Equal(version, QrSymbol.VersionOf(batch.Widest.Uri));
    }

    [Theory]
    [InlineData(6, "L1", 7)]
    [InlineData(22, "L2617", 8)]
    [InlineData(22, "ABCDEFGHIJKLMNOPQRST", 8)]
    [InlineData(22, "abcdefghijklmnopqrst", 9)]
    public void Lot_and_expiry_in_the_code_take_one_version_more_or_two(int hostLength, string lot, int version)
    {
        using var batch = new BatchLabels(CodeProfile.Signed, Host(hostLength), lot, "271231");
        Assert.Equal(version, QrSymbol.VersionOf(batch.Widest.Uri));
    }

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

    private static string Host(int length) => new string('A', length - 3) + ".IO";

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
