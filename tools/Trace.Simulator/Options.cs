using System.Globalization;
using Trace.Simulator.Worlds;

namespace Trace.Simulator;

/// <summary>What the command line asks for.</summary>
internal sealed record Options(string Command)
{
    /// <summary>Null for those a report is about.</summary>
    public string? World { get; init; }

    /// <summary>Seeds below 1,000 are for fitting; those for reporting begin there.</summary>
    public ulong Seed { get; init; } = 1_000;

    public long Genuine { get; init; } = 2_000_000;

    public int Units { get; init; } = 10_000;

    public int Batches { get; init; } = 2_000;

    /// <summary>The one section of a report that is wanted; null for all.</summary>
    public string? Only { get; init; }

    /// <summary>A file of <c>gtin,serial</c> lines.</summary>
    public string? Codes { get; init; }

    /// <summary>The address of a running server.</summary>
    public string? Url { get; init; }

    /// <summary>A file with an API key of a brand_admin or inspector.</summary>
    public string? KeyFile { get; init; }

    public string CodesFile => Codes ?? throw new InvalidOperationException("--codes names a file of gtin,serial lines.");

    public static Options? Read(string[] args)
    {
        if (args.Length % 2 == 0)
            return null;
        var options = new Options(args[0]);
        for (var i = 1; i < args.Length; i += 2)
        {
            var value = args[i + 1];
            Options? next = args[i] switch
            {
                "--world" => options with { World = value },
                "--only" when value is "codes" or "pools" => options with { Only = value },
                "--batches" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 => options with { Batches = count },
                "--codes" => options with { Codes = value },
                "--url" => options with { Url = value },
                "--key-file" => options with { KeyFile = value },
                "--seed" when ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) => options with { Seed = seed },
                "--genuine" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 => options with { Genuine = count },
                "--units" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 => options with { Units = count },
                _ => null,
            };
            if (next == null)
                return null;
            options = next;
        }

        return options;
    }

    public static int Usage()
    {
        Console.Error.WriteLine(
            $"""
            dotnet run -c Release --project tools/Trace.Simulator -- COMMAND
              report [--genuine 2000000] [--batches 2000] [--seed 1000] [--world NAME] [--only codes|pools]
                      error rates and what is found of each copier, code by code and of whole batches, as Markdown; without --world in all worlds that are not for fitting
              import --codes FILE [--world report-usual] [--units 10000] [--seed 1000]
                      scans of so many units as lines for POST /api/v1/scans/import, by time; FILE has lines of gtin,serial or is a CSV of codes
              drive --url http://… --key-file FILE --codes FILE [--world report-usual] [--units 10000] [--seed 1000]
                      sends these lines to a running server and compares verdict and score of each with those in this process; exit code 1 if any differs.
                      Its batches are active from the start, without expiry
            Worlds: {string.Join(", ", Presets.All.Select(world => world.Name))}
            """);
        return 2;
    }
}
