using System.Runtime.Versioning;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary>A list of valid codes is a stack of labels: only its owner may read it, before, while and after it is written.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FileModeTests(CliServer server) : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everyone = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Codes_manifests_and_labels_are_readable_by_their_owner_only()
    {
        var id = await server.CreateBatchAsync("--quantity", "3");

        var codes = await server.RunAsync("codes", id, "--out", _folder.File("codes.csv"));
        var labels = await server.RunAsync("labels", id, "--out", _folder.File("labels.pdf"));

        Assert.Equal((0, 0), (codes.ExitCode, labels.ExitCode));
        foreach (var name in new[] { "codes.csv", "codes.csv.manifest.json", "labels.pdf" })
            Assert.Equal((name, OwnerOnly), (name, File.GetUnixFileMode(_folder.File(name))));
    }

    [Fact]
    public async Task Files_that_were_there_do_not_hand_on_their_mode()
    {
        var id = await server.CreateBatchAsync("--quantity", "3");
        foreach (var name in new[] { "codes.csv", "codes.csv.part", "codes.csv.manifest.json.part" })
        {
            await File.WriteAllTextAsync(_folder.File(name), "left over", TestContext.Current.CancellationToken);
            File.SetUnixFileMode(_folder.File(name), Everyone);
        }

        var result = await server.RunAsync("codes", id, "--out", _folder.File("codes.csv"));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["codes.csv", "codes.csv.manifest.json"], Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetFiles(_folder.Path), path => Assert.Equal(OwnerOnly, File.GetUnixFileMode(path)));
    }

    [Fact]
    public async Task A_link_laid_where_the_part_will_be_leads_nowhere()
    {
        var id = await server.CreateBatchAsync("--quantity", "3");
        await File.WriteAllTextAsync(_folder.File("target"), "mine", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(_folder.File("codes.csv.part"), _folder.File("target"));

        var result = await server.RunAsync("codes", id, "--out", _folder.File("codes.csv"));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.File("target"), TestContext.Current.CancellationToken));
        Assert.Null(new FileInfo(_folder.File("codes.csv")).LinkTarget);
    }

    [Fact]
    public async Task A_part_that_another_run_is_writing_is_left_alone()
    {
        var id = await server.CreateBatchAsync("--quantity", "3");
        await using var other = new FileStream(_folder.File("codes.csv.part"), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        await other.WriteAsync("half"u8.ToArray(), TestContext.Current.CancellationToken);
        await other.FlushAsync(TestContext.Current.CancellationToken);

        var result = await server.RunAsync("codes", id, "--out", _folder.File("codes.csv"), "--json");

        Assert.Equal((1, "io_failed"), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
        Assert.Equal([_folder.File("codes.csv.part")], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Published_keys_are_for_everyone()
    {
        var result = await Tool.RunAsync(
            "/bin/bash", ["-c", "umask 022; \"$0\" keys fetch --out \"$1\" --server \"$2\"", CliProgram.Path, _folder.File("keys.json"), server.Address.ToString()]);

        Assert.Equal($"1 key written to {_folder.File("keys.json")}.\n", result.Text);
        Assert.Equal(Everyone, File.GetUnixFileMode(_folder.File("keys.json")));
    }

    [Theory]
    [InlineData("codes")]
    [InlineData("labels")]
    public async Task A_device_is_not_replaced_by_a_file(string command)
    {
        var id = await server.CreateBatchAsync("--quantity", "3");

        var result = await server.RunAsync(command, id, "--out", "/dev/fd/7");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("- is standard output", result.Error, StringComparison.Ordinal);
    }
}
