using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Trace.Cli.Server;
using Trace.Core;

namespace Trace.Cli.Keys;

/// <summary><c>trace keys rotate|retire|revoke</c>, and <c>list --brand</c>: a brand's signing keys, by way of the server that holds them.</summary>
internal static class SigningKeyCommands
{
    private const int PageSize = 200;

    public static Option<string?> BrandOption(bool required) => new("--brand")
    {
        Description = required ? "The brand's id" : "A brand's keys as the brand sees them, with what each signed; needs an API key",
        HelpName = "ID",
        Required = required,
    };

    public static Command Rotate(GlobalOptions globals)
    {
        var brand = BrandOption(required: true);
        var command = new Command("rotate", "Make a new signing key; the one before retires, and its codes stay valid") { brand };
        command.Runs(globals, async run =>
        {
            using var server = run.Server();
            // The key makes a repetition by the network harmless; a repetition by a person makes another key, which is harmless too.
            using var content = new ByteArrayContent([]);
            var created = await server.PostAsync(
                PathOf(run.Get(brand), "rotate"), content, CliJson.Default.SigningKeyView, RandomNumberGenerator.GetHexString(32, lowercase: true), run.Cancellation);
            if (run.Output.IsJson)
                run.Output.Json(created.Json);
            else
                run.Output.Line($"Key {created.Value.KeyId} signs new batches from now on. Codes of earlier keys stay valid.");
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command Retire(GlobalOptions globals)
    {
        var (brand, key) = (BrandOption(required: true), KeyArgument());
        var command = new Command("retire", "Let a key sign no more; its codes stay valid") { key, brand };
        command.Runs(globals, async run =>
        {
            using var server = run.Server();
            using var content = new ByteArrayContent([]);
            var change = await server.PostAsync(
                PathOf(run.Get(brand), $"{Id(run.Get(key))}/retire"), content, CliJson.Default.SigningKeyChange, idempotencyKey: null, run.Cancellation);
            Write(run, change, "Its codes stay valid, online and offline.");
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command Revoke(GlobalOptions globals)
    {
        var (brand, key) = (BrandOption(required: true), KeyArgument());
        var reason = new Option<string>("--reason") { Description = "For the audit trail", HelpName = "TEXT", Required = true };
        var at = new Option<string?>("--at") { Description = "From when on it counts as in other hands, such as 2026-11-24T09:30:00Z. Default: now", HelpName = "TIME" };
        var disown = new Option<bool>("--disown-batches") { Description = "With --at: batches issued with the key since then are not yours; their codes are not issued any more" };
        var command = new Command("revoke", "Revoke a key that may be in other hands; codes of batches issued before stay good, online. Final") { key, brand, reason, at, disown };
        command.Runs(globals, async run =>
        {
            var revocation = new Revocation(run.Get(reason)!, run.Get(at) is { } time ? ParseTime(time) : null, run.Get(disown) ? true : null);
            using var server = run.Server();
            using var content = CliJson.ToContent(revocation, CliJson.Default.Revocation);
            var change = await server.PostAsync(
                PathOf(run.Get(brand), $"{Id(run.Get(key))}/revoke"), content, CliJson.Default.SigningKeyChange, idempotencyKey: null, run.Cancellation);
            Write(run, change, "Codes of batches issued before that stay good online; without the server its codes say: check online.");
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>All keys of a brand, newest first.</summary>
    public static async Task<int> ListAsync(Run run, string brand)
    {
        using var server = run.Server();
        var items = new List<(JsonElement Json, SigningKeyView Value)>();
        string? next = null;
        do
        {
            var page = await server.GetAsync(
                Query.Of(PathOf(brand, ""), [("limit", PageSize), ("cursor", next)]), CliJson.Default.ListAnswerSigningKeyView, run.Cancellation);
            items.AddRange(page.Json.GetProperty("items").EnumerateArray().Zip(page.Value.Items));
            // A page that leads to itself would be read for ever.
            if (page.Value.Next != null && page.Value.Next == next)
                throw ServerClient.Unexpected();
            next = page.Value.Next;
        }
        while (next != null);

        if (run.Output.IsJson)
            run.Output.Json(new JsonObject { ["items"] = new JsonArray([.. items.Select(item => JsonNode.Parse(item.Json.GetRawText()))]) });
        else
            run.Output.Table(SigningKeyView.Columns, items.Select(item => item.Value.ToRow()).ToList());
        return ExitCode.Ok;
    }

    private static Argument<string> KeyArgument() => new("key") { Description = "Key id, as codes hold it", HelpName = "KEY" };

    private static void Write(Run run, Answer<SigningKeyChange> change, string meaning)
    {
        if (run.Output.IsJson)
        {
            run.Output.Json(change.Json);
            return;
        }

        var key = change.Value.Key;
        run.Output.Line(string.Create(CultureInfo.InvariantCulture, $"Key {key.KeyId} is {key.Status} since {SigningKeyView.Time(key.StatusAt ?? key.NotBefore)}. {meaning}"));
        if (change.Value.NewKey is { } created)
            run.Output.Line($"Key {created.KeyId} signs new batches in its place.");
    }

    /// <summary>Ids have letters and digits only, so they cannot lead elsewhere.</summary>
    private static string PathOf(string? brand, string below) => brand is { Length: > 0 and <= 64 } && brand.All(char.IsAsciiLetterOrDigit)
        ? $"api/v1/brands/{brand}/keys{(below.Length == 0 ? "" : "/")}{below}"
        : throw CliException.Usage($"`{brand}` is not a brand id.");

    private static string Id(string? key) => ushort.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id.ToString(CultureInfo.InvariantCulture)
        : throw CliException.Usage($"`{key}` is not a key id, a number up to 65535.");

    private static DateTimeOffset ParseTime(string text) => Rfc3339.TryParse(text, out var time)
        ? time
        : throw CliException.Usage($"--at is a time with its offset from UTC, such as 2026-11-24T09:30:00Z or 2026-11-24T10:30:00+01:00, not `{text}`.");
}
