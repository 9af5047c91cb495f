namespace Trace.Server.Web.Console;

/// <summary>The way to the sign-in and back to a page of the console, and to nowhere else.</summary>
public static class ReturnPath
{
    public const string Parameter = "return";
    private const string Root = "/console";
    private const int MaxLength = 1000;

    public static string SignInFor(string path) => $"/sign-in?{Parameter}={Uri.EscapeDataString(path)}";

    /// <summary>The path if it is one of the console's; else null.</summary>
    public static string? Checked(string? path) =>
        path is { Length: <= MaxLength }
        && path.StartsWith(Root, StringComparison.Ordinal)
        && path[Root.Length..] is "" or ['/' or '?', ..]
        && !path.Any(character => character is '\\' or < ' ' or > '~')
            ? path
            : null;
}
