using System.Data.Common;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Lets the rows of units follow their scans, where they follow behind.</summary>
public sealed class UnitRows(Scans scans, ILogger<UnitRows> log) : WriteBehind(FlushInterval, TimeProvider.System)
{
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(5);

    protected override async Task FlushAsync()
    {
        try
        {
            await scans.FlushAsync();
        }
        catch (DbException exception)
        {
            ScanLog.UnitRowsNotWritten(log, exception);
        }
    }
}
