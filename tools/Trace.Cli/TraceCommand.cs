using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using Trace.Cli.Backup;
using Trace.Cli.Batches;
using Trace.Cli.Codes;
using Trace.Cli.Evidence;
using Trace.Cli.Keys;
using Trace.Cli.Labels;
using Trace.Cli.Log;
using Trace.Cli.Moving;
using Trace.Cli.Terminal;
using Trace.Cli.Verification;

namespace Trace.Cli;

/// <summary>The table of contents: one line a command.</summary>
internal static class TraceCommand
{
    private const string Description =
        """
        Trace: codes for products, and their verification without a server.

        A valid signature proves that the brand issued a code. It never proves that the thing in your hand is no copy.

        """;

    public static async Task<int> RunAsync(string[] args)
    {
        // Numbers are read and written the same everywhere: where a point groups thousands, --overrun 2.5 would be 25 per cent.
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        var globals = new GlobalOptions();
        // No response files: a code that begins with @ is a code.
        var arguments = Build(globals).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var json = arguments.GetValue(globals.Json);
        using var interruption = new Interruption();
        try
        {
            if (arguments.Action is ParseErrorAction)
                throw CliException.Usage(UsageProblem(arguments));
            return await interruption.RunAsync(cancellationToken => arguments.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellationToken));
        }
        catch (CliException exception)
        {
            return Fail(json, exception);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (OutputClosedException)
        {
            return ExitCode.OutputClosed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fail(json, new CliException(ExitCode.Failed, "io_failed", exception.Message));
        }
#pragma warning disable CA1031 // The last resort: a sentence instead of a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Fail(json, new CliException(
                ExitCode.Failed, "unexpected", $"Something failed that should not ({exception.GetType().Name}): {exception.Message}"));
        }
    }

    private static int Fail(bool json, CliException problem)
    {
        ErrorOutput.Write(json, problem);
        return problem.ExitCode;
    }

    private static RootCommand Build(GlobalOptions globals)
    {
        var root = new RootCommand($"{Description}\n{ExitCode.Table}")
        {
            VerifyCommand.Create(globals),
            KeysCommands.Create(globals),
            BatchCommands.Create(globals),
            CodesCommand.Create(globals),
            LabelsCommands.Create(globals),
            EvidenceCommands.Create(globals),
            LogCommands.Create(globals),
            BackupCommand.Create(globals),
            RestoreCommand.Create(globals),
            MigrateCommand.Create(globals),
            CopyCommand.Create(globals),
        };
        globals.AddTo(root);
        return root;
    }

    /// <summary>The parser's sentences on one line, without names of types.</summary>
    private static string Plain(string message)
    {
        var line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var type = line.IndexOf(" as expected type '", StringComparison.Ordinal);
        if (type < 0)
            return line;
        var what = line[type..].Contains("System.Int", StringComparison.Ordinal) ? "a whole number, digits alone" : "a number, such as 2.5";
        return $"{line[..type]} as {what}.";
    }

    private static string UsageProblem(ParseResult arguments)
    {
        var names = new List<string>();
        for (var command = arguments.CommandResult; command != null; command = command.Parent as System.CommandLine.Parsing.CommandResult)
            names.Insert(0, command.Parent == null ? "trace" : command.Command.Name);
        var problems = string.Join(' ', arguments.Errors.Select(error => Plain(error.Message)).Distinct(StringComparer.Ordinal));
        return $"{problems} See `{string.Join(' ', names)} --help`.";
    }
}
