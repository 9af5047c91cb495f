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
        List(globals),
        Show(globals),
        BatchStatusCommand.Create(globals),
    };

    public static Argument<string> IdArgument() => new("id") { Description = "Batch id", HelpName = "ID" };

    /// <summary>Prints a batch the server answered.</summary>
    public static void Write(Run run, JsonElement batch)
    {
        if (run.Output.IsJson)
            run.Output.Json(batch);
        else
            ServerClient.Read(batch, CliJson.Default.BatchView).Write(run.Output);
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
        var items = new List<JsonElement>();
        string? next = null;
        do
        {
            var page = await server.GetAsync(
                Query.Of(BatchPath.All, [("gtin", gtin), ("limit", Math.Min(PageSize, most - items.Count)), ("cursor", next)]),
                run.Cancellation);
            next = ServerClient.Read(page, CliJson.Default.BatchList).Next;
            items.AddRange(page.GetProperty("items").EnumerateArray());
        }
        while (next != null && items.Count < most);

        if (run.Output.IsJson)
        {
            var answer = new JsonObject { ["items"] = new JsonArray([.. items.Select(item => JsonNode.Parse(item.GetRawText()))]) };
            if (next != null)
                answer["next"] = next;
            run.Output.Line(answer.ToJsonString(CliJson.Compact.Options));
            return;
        }

        run.Output.Table(BatchView.Columns, items.Select(item => ServerClient.Read(item, CliJson.Default.BatchView).ToRow()).ToList());
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
            Write(run, await server.GetAsync(BatchPath.Of(run.Get(id)), run.Cancellation));
            return ExitCode.Ok;
        });
        return command;
    }
}
