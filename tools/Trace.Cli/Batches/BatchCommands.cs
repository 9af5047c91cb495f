using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Trace.Cli.Server;

namespace Trace.Cli.Batches;

/// <summary><c>trace batch</c>: orders of codes and what became of their units.</summary>
internal static class BatchCommands
{
    private const int PageSize = 200;

    public static Command Create(GlobalOptions globals) => new("batch", "Batches of codes")
    {
        BatchCreateCommand.Create(globals),
        BatchImportCommand.Create(globals),
        BatchRecreateCommand.Create(globals),
        List(globals),
        Show(globals),
        BatchStatusCommand.Create(globals),
    };

    public static Argument<string> IdArgument() => new("id") { Description = "Batch id", HelpName = "ID" };

    /// <summary>Prints a batch the server answered.</summary>
    public static void Write(Run run, Answer<BatchView> batch)
    {
        if (run.Output.IsJson)
            run.Output.Json(batch.Json);
        else
            batch.Value.Write(run.Output);
    }

    private static Command List(GlobalOptions globals)
    {
        var gtin = new Option<string?>("--gtin") { Description = "Only batches of this product" };
        var limit = new Option<int>("--limit") { Description = "At most so many", DefaultValueFactory = _ => 50 };
        var all = new Option<bool>("--all") { Description = "However many there are" };
        var command = new Command("list", "List batches, newest first") { gtin, limit, all };
        command.Runs(globals, async run =>
        {
            var most = run.Get(all) ? int.MaxValue : run.Get(limit);
            if (most < 1)
                throw CliException.Usage("--limit is 1 or more.");
            await ListAsync(run, run.Get(gtin), most);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task ListAsync(Run run, string? gtin, int most)
    {
        using var server = run.Server();
        var items = new List<(JsonElement Json, BatchView Value)>();
        string? next = null;
        do
        {
            var page = await server.GetAsync(
                Query.Of(BatchPath.All, [("gtin", gtin), ("limit", Math.Min(PageSize, most - items.Count)), ("cursor", next)]),
                CliJson.Default.ListAnswerBatchView,
                run.Cancellation);
            items.AddRange(page.Json.GetProperty("items").EnumerateArray().Zip(page.Value.Items));
            // A page that leads to itself would be read for ever.
            if (page.Value.Next != null && page.Value.Next == next)
                throw ServerClient.Unexpected();
            next = page.Value.Next;
        }
        while (next != null && items.Count < most);

        if (run.Output.IsJson)
        {
            var list = new JsonObject { ["items"] = new JsonArray([.. items.Select(item => JsonNode.Parse(item.Json.GetRawText()))]) };
            if (next != null)
                list["next"] = next;
            run.Output.Json(list);
            return;
        }

        run.Output.Table(BatchView.Columns, items.Select(item => item.Value.ToRow()).ToList());
        if (next != null)
            run.Output.Note("There are more batches; --limit or --all shows them.");
    }

    private static Command Show(GlobalOptions globals)
    {
        var id = IdArgument();
        var command = new Command("show", "One batch, with how many units have each status") { id };
        command.Runs(globals, async run =>
        {
            using var server = run.Server();
            Write(run, await server.GetAsync(BatchPath.Of(run.Get(id)), CliJson.Default.BatchView, run.Cancellation));
            return ExitCode.Ok;
        });
        return command;
    }
}
