namespace Trace.Server;

/// <summary>The command line before it becomes settings: what has no value gets one, and a misspelt switch is not passed over in silence.</summary>
public static class Switches
{
    public const string Usage =
        """
        Trace.Server: issues, prints and verifies codes of products.

          --urls URL            where to listen, such as http://127.0.0.1:8080
          --data FOLDER         database, master key, the owner's API key (default ./data)
          --database STRING     PostgreSQL connection string; without it SQLite in the data folder
          --demo                set up a demo brand and print links to open
          --demo-host HOST      the host on the demo's labels, so that a phone in the same network can open them
          --PublicUrl URL       the address people reach this service at, for links in mails
          --label-stock FILE    label stock of your own, JSON
          --health-check URL    ask a running server; exit code 0 or 1
          --help                this text

        Environment: TRACE_MASTER_KEY, the master key (32 bytes, base64) instead of master.key in the data folder.
        Every other setting is one of ASP.NET Core: --Section:Name=value, an environment variable Section__Name, or appsettings.json.
        """;

    private static readonly string[] Ours = ["urls", "data", "database", "demo", "demo-host", "label-stock", "PublicUrl", "help"];

    /// <summary>Names without a colon that the framework itself knows.</summary>
    private static readonly string[] Framework =
    [
        "environment", "applicationName", "contentRoot", "webroot", "http_ports", "https_ports", "https_port", "AllowedHosts", "detailedErrors",
        "shutdownTimeoutSeconds", "captureStartupErrors", "preferHostingUrls", "suppressStatusMessages", "hostingStartupAssemblies", "preventHostingStartup",
    ];

    public static bool AsksForHelp(string[] args) => args.Any(arg => arg is "--help" or "-h" or "-?" or "/?");

    /// <summary>Lets <c>--demo</c> stand alone, where the framework wants a value after every switch.</summary>
    public static string[] Normalize(string[] args) => [.. args.Select(arg => arg == "--demo" ? "--demo=true" : arg)];

    /// <summary>The first mistake as a sentence; null if there is none.</summary>
    public static string? Problem(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var name = NameOf(args[i]);
            if (name == null)
                return $"{args[i]} is no switch; --help lists them.";
            if (!name.Contains(':', StringComparison.Ordinal) && !Known.Contains(name, StringComparer.OrdinalIgnoreCase))
                return $"There is no switch --{name}{Suggestion(name)}; --help lists them.";
            if (args[i].Contains('=', StringComparison.Ordinal) || args[i] == "--demo")
                continue;
            if (i + 1 == args.Length || args[i + 1].StartsWith("--", StringComparison.Ordinal))
                return $"--{name} needs a value.";
            i++;
        }

        return null;
    }

    private static IEnumerable<string> Known => Ours.Concat(Framework);

    private static string? NameOf(string arg)
    {
        var start = arg.StartsWith("--", StringComparison.Ordinal) ? 2 : arg.StartsWith('/') ? 1 : 0;
        var end = arg.IndexOf('=', StringComparison.Ordinal);
        // As the framework has it: name=value needs no dashes.
        return start == 0 && end < 1 ? null : arg[start..(end < 0 ? arg.Length : end)];
    }

    private static string Suggestion(string name)
    {
        var nearest = Known.MinBy(known => Distance(name, known))!;
        return Distance(name, nearest) <= 2 ? $"; did you mean --{nearest}?" : "";
    }

    /// <summary>Letters to add, drop, change or swap (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            table[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(change, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[a.Length, b.Length];
    }
}
