namespace Trace.Server.Demo;

public sealed class DemoData
{
    public Task RunAsync(string address) => Task.CompletedTask;
}
