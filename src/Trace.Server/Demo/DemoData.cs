namespace Trace.Server.Demo;

public sealed class DemoData
{
    public Task RunAsync(string address) { Console.WriteLine(address); return Task.CompletedTask; }
}
