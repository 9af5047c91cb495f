return await Trace.Server.TraceServer.RunAsync(args);
