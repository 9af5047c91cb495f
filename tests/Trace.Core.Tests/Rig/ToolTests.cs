using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Rig;

public sealed class ToolTests
{
    [Fact]
    public async Task Input_and_output_are_bytes()
    {
        var bytes = Enumerable.Range(0, 200_000).Select(i => (byte)i).ToArray();

        var result = await Tool.RunAsync("/bin/cat", [], bytes);

        Assert.Equal(bytes, result.Output);
    }

    [Fact]
    public async Task A_failure_tells_the_error_output()
    {
        var failure = await Assert.ThrowsAsync<ToolException>(() => Tool.RunAsync("/bin/sh", ["-c", "echo broken >&2; exit 3"]));

        Assert.Contains("exit code 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("broken", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_does_not_end_is_ended() =>
        await Assert.ThrowsAsync<ToolException>(() => Tool.RunAsync("/bin/sleep", ["60"], timeout: TimeSpan.FromMilliseconds(100)));

    [Fact]
    public void A_temporary_folder_is_gone_afterwards()
    {
        string path;
        using (var folder = new TemporaryFolder())
        {
            path = folder.Path;
            File.WriteAllText(folder.File("file"), "text");
            Assert.True(File.Exists(Path.Combine(path, "file")));
        }

        Assert.False(Directory.Exists(path));
    }
}
