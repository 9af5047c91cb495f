using System.Globalization;
using CsCheck;
using Trace.Core.TransparencyLog;
using Xunit;

namespace Trace.Core.Tests.TransparencyLog;

/// <summary>Names of files, and which files a log of a size has.</summary>
public sealed class TilePathTests
{
    [Fact]
    public void Published_paths_are_written_and_read()
    {
        var paths = LogVectors.Load("tiles.json").List("paths");
        Assert.Equal(14, paths.Count);
        Assert.All(paths, vector =>
        {
            var path = new TilePath((int)vector.Number("level"), vector.Number("index"), (int)vector.Number("width"));
            Assert.Equal(vector.Text("path"), path.ToString());
            Assert.True(TilePath.TryParse(vector.Text("path"), out var parsed));
            Assert.Equal(path, parsed);
        });
    }

    [Fact]
    public void What_is_no_path_is_refused()
    {
        var published = LogVectors.Load("tiles.json").List("badPaths").Select(path => path.GetString()!).ToList();
        Assert.Equal(15, published.Count);
        string[] ours =
        [
            "", "/", "tile", "tile/", "tile/0", "tile/0/", "tile//000", "tile/.p/5", "tile/0/.p/5", "/tile/0/000", "tile/0/000/", "tile/00/000", "tile/+0/000", "tile/ 0/000", "tile/0/0", "tile/0/1000",
            "tile/0/x000/000", "tile/0/x000/001", "tile/0/xx01/000", "tile/0/X001/000", "tile/0/x001/x002", "tile/0/000.p/0", "tile/0/000.p/05", "tile/0/000.p/+5", "tile/0/000.p/-5", "tile/0/000.p/256",
            "tile/0/000.P/5", "tile/0/000.p5", "tile/0/000.p/5/6", "tile/0/000.p.p/5", "tile/Entries/000", "tile/-1/000", "tile/4294967296/000", "tile/0/../000", "tile/0/٠٠٠", "tile/0/000\n", "tile/0/000\0",
            "tile/0/" + new string('x', 100), "tile/entries/x001/x999/x999/x999/x999/x999/999",
        ];
        Assert.All(published.Concat(ours), text => Assert.False(TilePath.TryParse(text, out _), text));
    }

    [Fact]
    public void Every_path_is_read_as_it_was_written_and_any_other_text_that_is_read_is_written_the_same()
    {
        Gen.Select(Gen.Int[-1, 63], Gen.OneOf(Gen.Long[0, TilePath.MaxIndex], Gen.Long[0, 2000]), Gen.Int[1, 256]).Sample((level, index, width) =>
            TilePath.TryParse(new TilePath(level, index, width).ToString(), out var path) && path == new TilePath(level, index, width));
        Gen.String[Gen.Char["0019x./pentrils"], 0, 16].Sample(text => !TilePath.TryParse("tile/" + text, out var path) || path.ToString() == "tile/" + text);
    }

    [Fact]
    public void An_entry_is_in_the_published_file() => Assert.All(LogVectors.Load("tiles.json").List("entryFiles"), vector =>
        Assert.Equal(vector.Text("path"), Tiles.Containing(TilePath.EntriesLevel, vector.Number("entry"), vector.Number("size")).ToString()));

    [Fact]
    public void A_log_has_the_tiles_that_the_specification_counts() => Assert.All(LogVectors.Load("tiles.json").List("sizes"), vector =>
    {
        var tiles = Tiles.Growth(0, vector.Number("size")).Where(path => !path.IsEntries).ToList();
        var full = vector.GetProperty("full").EnumerateObject().ToDictionary(level => int.Parse(level.Name, CultureInfo.InvariantCulture), level => level.Value.GetInt32());
        var partial = vector.GetProperty("partial").EnumerateObject().ToDictionary(level => int.Parse(level.Name, CultureInfo.InvariantCulture), level => level.Value.GetInt32());
        Assert.Equal(full, tiles.Where(path => path.IsFull).CountBy(path => path.Level).ToDictionary());
        Assert.Equal(partial, tiles.Where(path => !path.IsFull).ToDictionary(path => path.Level, path => path.Width));
    });

    [Fact]
    public void A_log_has_the_files_of_the_independent_implementation() => Assert.All(TestLog.Vectors.List("files"), vector => Assert.Equal(
        vector.List("files").Select(file => file.Text("path")).Order(StringComparer.Ordinal),
        Tiles.Growth(0, vector.Number("size")).Select(path => path.ToString()).Order(StringComparer.Ordinal)));

    /// <summary>The words of the specification: at level l a partial tile has floor(s / 256^l) mod 256 hashes.</summary>
    [Fact]
    public void A_growth_writes_what_the_larger_log_has_and_the_smaller_has_not() =>
        Gen.Select(Gen.Int[0, 200_000], Gen.Int[0, 1000]).Sample((from, more) =>
            Tiles.Growth(from, from + more).ToHashSet().SetEquals(All(from + more).Except(All(from))));

    [Fact]
    public void Sizes_up_to_the_largest_have_levels()
    {
        Assert.Equal([0, 1, 1, 2, 2, 3, 8], new[] { 0L, 1, 255, 256, 65535, 65536, long.MaxValue }.Select(Tiles.Levels));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tiles.Containing(0, 7, 7));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tiles.Containing(8, 0, long.MaxValue));
    }

    private static IEnumerable<TilePath> All(long size)
    {
        for (var (level, count) = (0, size); count > 0; level++, count /= 256)
        {
            foreach (var kind in level == 0 ? new[] { TilePath.EntriesLevel, 0 } : [level])
            {
                for (var index = 0L; index < count / 256; index++)
                    yield return new TilePath(kind, index, 256);
                if (count % 256 > 0)
                    yield return new TilePath(kind, count / 256, (int)(count % 256));
            }
        }
    }
}
