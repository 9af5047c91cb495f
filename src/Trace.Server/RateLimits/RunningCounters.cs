namespace Trace.Server.RateLimits;

/// <summary>Counts what runs at the moment, by key and in all. Keys with nothing running take no memory.</summary>
public sealed class RunningCounters(int mostEach, int mostInAll)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, int> _running = [];
    private int _all;

    /// <param name="key">Whose.</param>
    /// <param name="isFull">Whether it was all together that were too many, not those of this key.</param>
    public bool TryEnter(UInt128 key, out bool isFull)
    {
        lock (_lock)
        {
            var running = _running.GetValueOrDefault(key);
            isFull = running < mostEach && _all >= mostInAll;
            if (running >= mostEach || isFull)
                return false;
            _running[key] = running + 1;
            _all++;
            return true;
        }
    }

    public void Leave(UInt128 key)
    {
        lock (_lock)
        {
            _all--;
            if (_running[key] == 1)
                _running.Remove(key);
            else
                _running[key]--;
        }
    }
}
