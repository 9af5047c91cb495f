using System.CommandLine;
using Trace.Cli.Terminal;

namespace Trace.Cli;

/// <summary>What a command is handed: its arguments, where its output goes and how it reaches the server.</summary>
internal sealed record Run(ParseResult Arguments, GlobalOptions Globals, Output Output, CancellationToken Cancellation)
{
    public T? Get<T>(Option<T> option) => Arguments.GetValue(option);

    public T? Get<T>(Argument<T> argument) => Arguments.GetValue(argument);

    public Server.ServerClient Server() => new(Globals.ServerOf(Arguments), Globals.ApiKeyOf(Arguments), Output);

    /// <summary>For what everyone may read.</summary>
    public Server.ServerClient ServerWithoutKey() => new(Globals.ServerOf(Arguments), apiKey: null, Output);
}

internal static class CliCommand
{
    /// <summary>Lets a command run with its output, which is flushed whatever happens.</summary>
    public static void Runs(this Command command, GlobalOptions globals, Func<Run, Task<int>> action) =>
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var output = new Output(arguments.GetValue(globals.Json), arguments.GetValue(globals.Quiet));
            return await action(new Run(arguments, globals, output, cancellationToken));
        });
}
