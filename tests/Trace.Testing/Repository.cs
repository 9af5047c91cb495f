namespace Trace.Testing;

/// <summary>The working copy the tests run from, for golden files and scripts.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>An absolute path from parts below the root: <c>Repository.File("api-specs", "openapi.json")</c>.</summary>
    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Leaves a table in the logs of the test command, which prints it when it runs few tests.</summary>
    public static Task WriteTableAsync(string name, string text)
    {
        var folder = File("artifacts", "test");
        Directory.CreateDirectory(folder);
        return System.IO.File.WriteAllTextAsync(Path.Combine(folder, $"{name}.table"), text);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Trace.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No Trace.sln above {AppContext.BaseDirectory}");
    }
}
