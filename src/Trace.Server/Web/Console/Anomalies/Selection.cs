namespace Trace.Server.Web.Console.Anomalies;

/// <summary>Which lines of a list are selected.</summary>
public sealed class Selection
{
    private readonly Dictionary<string, QueueItem> _items = new(StringComparer.Ordinal);

    public event EventHandler? Changed;

    public IReadOnlyCollection<QueueItem> Items => _items.Values;

    public bool Has(QueueItem item) => _items.ContainsKey(item.Key);

    public void Set(QueueItem item, bool isSelected)
    {
        if (isSelected)
            _items[item.Key] = item;
        else
            _items.Remove(item.Key);
        Changed?.Invoke(this, EventArgs.Empty);
    }

    public void SetAll(IEnumerable<QueueItem> items, bool areSelected)
    {
        foreach (var item in items)
        {
            if (areSelected)
                _items[item.Key] = item;
            else
                _items.Remove(item.Key);
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }

    public void Clear()
    {
        _items.Clear();
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
