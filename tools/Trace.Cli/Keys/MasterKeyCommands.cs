using System.CommandLine;
using System.Globalization;
using Trace.Server.Storage;

namespace Trace.Cli.Keys;

/// <summary><c>trace keys master</c>: changes the master key while the service runs. Runs where the data folder is, as the service's user.</summary>
internal static class MasterKeyCommands
{
    private const string Path = "api/v1/master-key";

    public static Command Create(GlobalOptions globals)
    {
        var options = new Options();
        var command = new Command("master", "The master key file of a server: add a key, let it seal, remove the old one")
        {
            Status(globals, options),
            Add(globals, options),
            Promote(globals, options),
            Remove(globals, options),
        };
        options.AddTo(command);
        return command;
    }

    private static Command Status(GlobalOptions globals, Options options)
    {
        var offline = new Option<bool>("--offline") { Description = "Only the file; without it the server (needs the owner's API key) says how much is sealed under each" };
        var command = new Command("status", "The keys in the file by fingerprint, and how many values are sealed under each") { offline };
        command.Runs(globals, async run =>
        {
            var file = options.Open(run);
            var server = run.Get(offline) ? null : await AskAsync(run);
            var keys = file.Lines.Select((line, place) => new MasterKeyView(
                line.Fingerprint, place == 0, line.Kept, server?.Keys.FirstOrDefault(key => key.Fingerprint == line.Fingerprint)?.SealedValues)).ToList();
            if (run.Output.IsJson)
                run.Output.Json(new MasterKeyFileView(keys, server?.Unopened), CliJson.Compact.MasterKeyFileView);
            else
                run.Output.Table(["Key", "Seals", "Kept", "Sealed values"], keys.Select(ToRow).ToList());
            if (server?.Unopened > 0)
                run.Output.Note($"{Words.Count(server.Unopened, "value")} in the database open under no key of the server.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Add(GlobalOptions globals, Options options)
    {
        var command = new Command("add", "Add a new key, which opens and does not seal yet");
        command.Runs(globals, run =>
        {
            var file = options.Open(run);
            Write(run, file, $"Key {file.Add()} added. When every server has it, let it seal: trace keys master promote {file.Lines[^1]}");
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static Command Promote(GlobalOptions globals, Options options)
    {
        var fingerprint = FingerprintArgument();
        var command = new Command("promote", "Let a key seal; the server seals everything again under it") { fingerprint };
        command.Runs(globals, run =>
        {
            var file = options.Open(run);
            file.Promote(file.Find(run.Get(fingerprint)));
            Write(run, file, $"Key {file.Lines[0]} seals from now on. `trace keys master status` shows how much is left under others.");
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static Command Remove(GlobalOptions globals, Options options)
    {
        var fingerprint = FingerprintArgument();
        var force = new Option<bool>("--force") { Description = "Without asking the server whether anything is sealed under it" };
        var command = new Command("remove", "Remove a key under which nothing is sealed any more") { fingerprint, force };
        command.Runs(globals, async run =>
        {
            var file = options.Open(run);
            var line = file.Find(run.Get(fingerprint));
            if (line == file.Lines[0])
                throw CliException.Usage($"Key {line} seals; promote another first.");
            if (!run.Get(force) && Hindrance(await AskAsync(run), line, file.Lines[0]) is { } hindrance)
                throw new CliException(ExitCode.Refused, "master_key_in_use", hindrance);
            file.Remove(line);
            Write(run, file, $"Key {line} removed.");
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Why a key must stay. The server has to have taken up the file before, or it would seal more under the old key.</summary>
    private static string? Hindrance(ServerMasterKeys server, MasterKeyLine line, MasterKeyLine sealing)
    {
        if (server.Keys.FirstOrDefault(key => key.Seals)?.Fingerprint != sealing.Fingerprint)
            return $"The server does not seal under key {sealing} yet.";
        return server.Keys.FirstOrDefault(key => key.Fingerprint == line.Fingerprint) is { SealedValues: > 0 and var count }
            ? $"{Words.Count(count, "value")} {(count == 1 ? "is" : "are")} sealed under key {line}; the server seals them again soon."
            : null;
    }

    private static async Task<ServerMasterKeys> AskAsync(Run run)
    {
        using var server = run.Server();
        return (await server.GetAsync(Path, CliJson.Default.ServerMasterKeys, run.Cancellation)).Value;
    }

    private static void Write(Run run, MasterKeyFile file, string sentence)
    {
        if (run.Output.IsJson)
            run.Output.Json(new MasterKeyFileView([.. file.Lines.Select((line, place) => new MasterKeyView(line.Fingerprint, place == 0, line.Kept, SealedValues: null))], Unopened: null), CliJson.Compact.MasterKeyFileView);
        else
            run.Output.Line(sentence);
    }

    private static IReadOnlyList<string> ToRow(MasterKeyView key) =>
        [key.Fingerprint, key.Seals ? "yes" : "", key.Kept, key.SealedValues?.ToString("N0", CultureInfo.InvariantCulture) ?? ""];

    private static Argument<string> FingerprintArgument() => new("fingerprint") { Description = "Of the key, 8 digits; `status` shows it", HelpName = "FINGERPRINT" };

    /// <summary>Where the file is, and the token that encrypts it: the names and variables of the server's own settings.</summary>
    private sealed class Options
    {
        private readonly Option<string> _data = new("--data") { Description = "The server's data folder", HelpName = "FOLDER", DefaultValueFactory = _ => "./data", Recursive = true };
        private readonly Option<string?> _library = Pkcs11("library", "PKCS#11 library, if a token encrypts the file", "FILE");
        private readonly Option<string?> _token = Pkcs11("token", "Label of the token", "LABEL");
        private readonly Option<string?> _key = Pkcs11("key", "Label of the AES-256 key on it", "LABEL");
        private readonly Option<string?> _pinFile = Pkcs11("pin-file", $"File with the PIN, mode 0600. Default: environment variable {Pkcs11Token.PinVariable}", "FILE");

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { _data, _library, _token, _key, _pinFile })
                command.Add(option);
        }

        public MasterKeyFile Open(Run run)
        {
            var (library, token, key) = (Value(run, _library, "Library"), Value(run, _token, "Token"), Value(run, _key, "Key"));
            if ((library ?? token ?? key) != null && (library == null || token == null || key == null))
                throw CliException.Usage("A token needs all of --pkcs11-library, --pkcs11-token and --pkcs11-key.");
            return MasterKeyFile.Open(
                run.Get(_data)!, library == null ? null : new Pkcs11Settings(library, token!, key!, Value(run, _pinFile, "PinFile")));
        }

        private static Option<string?> Pkcs11(string name, string description, string help) =>
            new($"--pkcs11-{name}") { Description = description, HelpName = help, Recursive = true };

        private static string? Value(Run run, Option<string?> option, string setting) => run.Get(option)
            ?? (Environment.GetEnvironmentVariable($"MasterKey__Pkcs11__{setting}") is { Length: > 0 } value ? value : null);
    }
}

/// <summary>What a server says of its master keys.</summary>
internal sealed record ServerMasterKeys(IReadOnlyList<ServerMasterKey> Keys, long Unopened);

internal sealed record ServerMasterKey(string Fingerprint, bool Seals, long SealedValues);

/// <param name="Kept">clear or token.</param>
internal sealed record MasterKeyView(string Fingerprint, bool Seals, string Kept, long? SealedValues);

internal sealed record MasterKeyFileView(IReadOnlyList<MasterKeyView> Keys, long? Unopened);
