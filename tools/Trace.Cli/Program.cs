return await Trace.Cli.TraceCommand.RunAsync(args);
