using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using Trace.Cli.Terminal;

namespace Trace.Cli.Labels;

/// <summary><c>trace labels print</c>: ZPL to the raw port of a network printer.</summary>
internal static class LabelsPrintCommand
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Printers that answer close the connection when they have read all; many never do.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    public static Command Create(GlobalOptions globals)
    {
        var id = BatchId();
        var printer = new Option<string>("--printer") { Description = $"Address of the printer; port {PrinterAddress.DefaultPort} unless said", HelpName = "HOST[:PORT]", Required = true };
        var options = new LabelOptions();
        var command = new Command("print", "Send labels as ZPL to a network printer") { id, printer };
        options.AddTo(command);
        command.Runs(globals, async run =>
        {
            var address = PrinterAddress.Parse(run.Get(printer)!);
            await PrintAsync(run, options, run.Get(id)!, address);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Argument<string> BatchId() => Batches.BatchCommands.IdArgument();

    /// <summary>All labels are here before the first is sent: a server that fails half way must not leave half a roll printed.</summary>
    private static async Task PrintAsync(Run run, LabelOptions options, string batchId, PrinterAddress printer)
    {
        await using var spool = CreateSpool();
        using (var server = run.Server())
        {
            await options.RequireRollAsync(run, server);
            using var response = await server.OpenAsync(options.AddressOf(run, batchId, LabelMedia.Zpl), run.Cancellation);
            LabelMedia.Check(LabelMedia.Zpl, response.Content.Headers);
            await ProgressBar.RunAsync(
                run.Output, "Labels", response.Content.Headers.ContentLength, progress => LabelsCommands.CopyAsync(server, response, spool, progress, run.Cancellation));
        }

        spool.Position = 0;
        var sizeBytes = await ProgressBar.RunAsync(run.Output, "Printing", spool.Length, progress => SendAsync(spool, printer, progress, run.Cancellation));
        if (run.Output.IsJson)
            run.Output.Json(new LabelsSent(printer.ToString(), sizeBytes), CliJson.Compact.LabelsSent);
        else
            run.Output.Line(string.Create(CultureInfo.InvariantCulture, $"{sizeBytes:N0} bytes sent to {printer}. Report labels that did not come out with `trace batch status`."));
    }

    private static FileStream CreateSpool()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
    }

    private static async Task<long> SendAsync(Stream labels, PrinterAddress printer, Action<long> progress, CancellationToken cancellationToken)
    {
        using var connection = new TcpClient();
        var sizeBytes = 0L;
        try
        {
            using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
            {
                limit.CancelAfter(ConnectTimeout);
                await connection.ConnectAsync(printer.Host, printer.Port, limit.Token);
            }

            await using var stream = connection.GetStream();
            var buffer = new byte[1 << 14];
            int read;
            while ((read = await labels.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                sizeBytes += read;
                progress(read);
            }

            connection.Client.Shutdown(SocketShutdown.Send);
            await WaitForCloseAsync(stream, cancellationToken);
            return sizeBytes;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(printer, "it does not answer");
        }
        catch (OperationCanceledException) when (sizeBytes > 0)
        {
            throw Broken(ExitCode.Interrupted, "interrupted", $"Interrupted after {sizeBytes:N0} bytes were sent to {printer}");
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            throw sizeBytes == 0
                ? Unreachable(printer, exception.Message)
                : Broken(ExitCode.Unreachable, "printer_lost", $"The connection to {printer} broke after {sizeBytes:N0} bytes ({exception.Message})");
        }
    }

    /// <summary>What the printer says is read and dropped until it closes: closing first could cut off what it has not read.</summary>
    private static async Task WaitForCloseAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CloseTimeout);
        var answer = new byte[1024];
        try
        {
            while (await stream.ReadAsync(answer, limit.Token) > 0)
            {
                // Status messages; nothing here depends on them.
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It keeps the connection open.
        }
    }

    private static CliException Broken(int exitCode, string code, string what) => new(exitCode, code, $"{what}; some labels may have been printed.");

    private static CliException Unreachable(PrinterAddress printer, string why) =>
        new(ExitCode.Unreachable, "printer_not_reachable", $"Cannot reach the printer at {printer}: {why}. Nothing was printed.");
}

internal sealed record LabelsSent(string Printer, long SizeBytes);
