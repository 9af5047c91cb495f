using Trace.Simulator;
using Trace.Simulator.Worlds;

var options = Options.Read(args);
try
{
    return await RunAsync(options);
}
catch (Exception problem) when (problem is ArgumentException or InvalidOperationException)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}

static async Task<int> RunAsync(Options? options)
{
    switch (options?.Command)
    {
        case "report":
            foreach (var world in options.World is { } name ? [Presets.Named(name)] : Presets.All.Where(world => world.Set != WorldSet.Fit))
            {
                if (options.Only != "pools")
                    Report.Write(world, options.Seed, options.Genuine);
                if (options.Only != "codes")
                    PoolReport.Write(world, options.Seed, options.Batches);
            }

            return 0;
        case "import":
            ImportLines.Write(Presets.Named(options.World ?? "report-usual"), options, Console.Out);
            return 0;
        case "drive":
            return await Drive.RunAsync(Presets.Named(options.World ?? "report-usual"), options);
        default:
            return Options.Usage();
    }
}
