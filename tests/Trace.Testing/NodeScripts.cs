namespace Trace.Testing;

/// <summary>The scripts in <c>tests/Trace.Testing/node</c> and their installed packages.</summary>
internal static class NodeScripts
{
    public static string Folder { get; } = Repository.File("tests", "Trace.Testing", "node");

    /// <summary>The path of a script, once node and the packages it needs are known to be there.</summary>
    public static string Find(string script)
    {
        Tool.Find("node");
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "playwright-core")))
            Need.Missing("the npm packages of tests/Trace.Testing/node (run `npm ci` there, or ./test.sh --install)");
        return Path.Combine(Folder, script);
    }
}
