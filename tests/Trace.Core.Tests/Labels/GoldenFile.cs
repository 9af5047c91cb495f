using System.Runtime.CompilerServices;
using System.Text;
using Xunit;

namespace Trace.Core.Tests.Labels;

/// <summary>Output that may only change on purpose: run with TRACE_UPDATE_GOLDEN=1, then read the difference.</summary>
internal static class GoldenFile
{
    public static void Check(string name, string actual, [CallerFilePath] string testFile = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(testFile)!, "golden", name);
        if (Environment.GetEnvironmentVariable("TRACE_UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, actual, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Assert.True(File.Exists(path), $"There is no golden file {name}; run with TRACE_UPDATE_GOLDEN=1.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
