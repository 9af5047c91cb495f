using System.Buffers.Text;
using System.CommandLine;
using System.Globalization;
using NSec.Cryptography;
using Trace.Cli.Terminal;
using Trace.Core.Codes;

namespace Trace.Cli.Keys;

/// <summary><c>trace keys</c>, and of it the public keys that offline verification needs.</summary>
internal static class KeysCommands
{
    public static Option<string?> KeysOption() => new("--keys")
    {
        Description = "Published keys: a file from `trace keys fetch`, or an address. Default: what --server publishes",
        HelpName = "FILE|URL",
    };

    public static Command Create(GlobalOptions globals) =>
        new("keys", "Signing keys: public ones for verification, a brand's own, and the master key they are sealed under")
        {
            Fetch(globals),
            List(globals),
            SigningKeyCommands.Rotate(globals),
            SigningKeyCommands.Retire(globals),
            SigningKeyCommands.Revoke(globals),
            MasterKeyCommands.Create(globals),
        };

    private static Command Fetch(GlobalOptions globals)
    {
        var path = new Option<string>("--out") { Description = "File to write, - for standard output", HelpName = "FILE", Required = true };
        var command = new Command("fetch", "Save the keys a server publishes, for verification without it") { path };
        command.Runs(globals, run => FetchAsync(run, run.Get(path)!));
        return command;
    }

    private static async Task<int> FetchAsync(Run run, string path)
    {
        if (path == "-" && run.Output.IsJson)
            throw CliException.Usage("With --out - standard output is the key file itself; leave --json out.");
        using var server = run.ServerWithoutKey();
        if (server.Address.Scheme == "http" && !server.Address.IsLoopback)
            run.Output.Note($"Note: {server.Address} is not https; whoever sits in between can put keys of their own in the answer.");
        var document = await server.GetBytesAsync(KeySource.WellKnownPath, run.Cancellation);
        var ring = KeySource.Parse(document, server.Address.ToString());
        if (path == "-")
        {
            await using var output = StandardOutput.Open();
            await output.WriteAsync(document, run.Cancellation);
            return ExitCode.Ok;
        }

        using (var file = new PartFile(path, Readers.Everyone))
        {
            await file.Stream.WriteAsync(document, run.Cancellation);
            file.Finish();
            file.Publish();
        }

        if (run.Output.IsJson)
            run.Output.Json(new KeysFetched(path, ring.Keys.Count), CliJson.Compact.KeysFetched);
        else
            run.Output.Line($"{Words.Count(ring.Keys.Count, "key")} written to {path}.");
        return ExitCode.Ok;
    }

    private static Command List(GlobalOptions globals)
    {
        var keys = KeysOption();
        var brand = SigningKeyCommands.BrandOption(required: false);
        var command = new Command("list", "Show keys, whose they are and what they may sign") { keys, brand };
        command.Runs(globals, async run =>
        {
            if (run.Get(brand) is { } id)
            {
                return run.Get(keys) == null
                    ? await SigningKeyCommands.ListAsync(run, id)
                    : throw CliException.Usage("--keys are published keys; --brand asks the server. Use one.");
            }

            var ring = await KeySource.LoadAsync(run, run.Get(keys));
            if (run.Output.IsJson)
                run.Output.Json(System.Text.Json.JsonSerializer.SerializeToElement(ring.ToDocument(), KeysJson.Default.KeysDocument));
            else
                run.Output.Table(["Key", "Brand", "Status", "Since", "Signs for", "Public key"], ring.Keys.OrderBy(key => key.KeyId).Select(ToRow).ToList());
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<string> ToRow(PublishedKey key) =>
    [
        key.KeyId.ToString(CultureInfo.InvariantCulture),
        key.Brand,
        Words.Of(key.Status),
        (key.StatusAt ?? key.NotBefore).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Scope(key),
        Base64Url.EncodeToString(key.PublicKey.Export(KeyBlobFormat.RawPublicKey)),
    ];

    private static string Scope(PublishedKey key)
    {
        const int Shown = 3;
        var scope = key.Gtins.Order(StringComparer.Ordinal).Concat(key.Prefixes.Select(prefix => prefix + "…")).ToList();
        return scope.Count switch
        {
            0 => "nothing",
            <= Shown => string.Join(", ", scope),
            _ => $"{string.Join(", ", scope.Take(Shown))} and {scope.Count - Shown} more",
        };
    }
}

internal sealed record KeysFetched(string File, int Keys);
