using System.CommandLine;

namespace Trace.Cli.Batches;

/// <summary><c>trace batch create</c>.</summary>
internal static class BatchCreateCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var gtin = new Option<string>("--gtin") { Description = "The product", Required = true };
        var quantity = new Option<long>("--quantity") { Description = "How many codes", HelpName = "N", Required = true };
        var lot = new Option<string?>("--lot") { Description = "Lot, 1 to 20 characters" };
        var expiry = new Option<string?>("--expiry") { Description = "YYYY-MM-DD, or YYYY-MM for the end of that month", HelpName = "DATE" };
        var market = new Option<string[]>("--market") { Description = "Countries it is meant for: DE,FR", HelpName = "CODES" };
        var profile = new Option<string?>("--profile") { Description = "signed (default): anyone can verify; compact: smaller, only the server can" };
        profile.AcceptOnlyFromAmong("signed", "compact");
        var inCode = new Option<string[]>("--in-code") { Description = "What else the code carries: lot,expiry", HelpName = "WHAT" };
        var activate = new Option<bool>("--activate") { Description = "Its units count as applied from the start" };
        var specimen = new Option<bool>("--specimen") { Description = "A test batch" };
        var cover = new Option<bool>("--cover") { Description = "A covered code is printed beside each code" };
        var overrun = new Option<decimal?>("--overrun") { Description = "Codes beyond the quantity for labels that spoil, in per cent", HelpName = "PERCENT" };
        var sample = new Option<decimal?>("--sample") { Description = "Codes printed as samples, in per cent", HelpName = "PERCENT" };
        var key = IdempotencyKey.Option();
        var command = new Command("create", "Order a batch of codes")
        {
            gtin, quantity, lot, expiry, market, profile, inCode, activate, specimen, cover, overrun, sample, key,
        };
        command.Runs(globals, async run =>
        {
            var order = new BatchOrder(
                run.Get(gtin)!,
                run.Get(quantity),
                run.Get(lot),
                run.Get(expiry),
                Words(run.Get(market)),
                run.Get(profile),
                Words(run.Get(inCode)),
                run.Get(activate) ? true : null,
                run.Get(specimen) ? true : null,
                run.Get(overrun),
                run.Get(sample),
                run.Get(cover) ? true : null);
            using var server = run.Server();
            using var content = CliJson.ToContent(order, CliJson.Default.BatchOrder);
            return await IdempotencyKey.CreateAsync(
                run, run.Get(key), given => server.PostAsync(BatchPath.All, content, CliJson.Default.BatchView, given, run.Cancellation));
        });
        return command;
    }

    /// <summary>A list may be one argument with commas or several arguments.</summary>
    private static string[]? Words(string[]? values) => values is { Length: > 0 }
        ? [.. values.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))]
        : null;
}
