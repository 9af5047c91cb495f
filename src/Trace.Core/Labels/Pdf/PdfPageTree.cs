using System.Text;

namespace Trace.Core.Labels;

/// <summary>A balanced page tree that is written while the pages come (ISO 32000-1, 7.7.3): one open node a level, whatever the number of pages.</summary>
internal sealed class PdfPageTree(PdfObjects objects)
{
    private const int KidsPerNode = 64;

    private readonly List<Node> _levels = [];

    /// <summary>The parent of the next page. Call once a page.</summary>
    public int Add(int page)
    {
        var leaf = Open(0);
        Add(0, page, 1);
        return leaf;
    }

    /// <summary>Writes the open nodes, the root with <paramref name="inherited"/> entries for every page, and returns the root.</summary>
    public int Finish(string inherited)
    {
        Open(0);
        for (var level = 0; ; level++)
        {
            var node = _levels[level];
            if (level == _levels.Count - 1)
            {
                objects.Write(node.Number, $"<</Type/Pages/Count {node.Pages}/Kids[{node.Kids}]{inherited}>>");
                return node.Number;
            }

            if (node.Number != 0)
                Close(level);
        }
    }

    private int Open(int level)
    {
        if (level == _levels.Count)
            _levels.Add(new Node());
        if (_levels[level].Number == 0)
            _levels[level].Number = objects.Reserve();
        return _levels[level].Number;
    }

    private void Add(int level, int kid, int pages)
    {
        Open(level);
        var node = _levels[level];
        node.Kids.Append(node.Count == 0 ? "" : " ").Append(kid).Append(" 0 R");
        node.Count++;
        node.Pages += pages;
        if (node.Count == KidsPerNode)
            Close(level);
    }

    private void Close(int level)
    {
        var node = _levels[level];
        _levels[level] = new Node();
        var parent = Open(level + 1);
        objects.Write(node.Number, $"<</Type/Pages/Parent {parent} 0 R/Count {node.Pages}/Kids[{node.Kids}]>>");
        Add(level + 1, node.Number, node.Pages);
    }

    private sealed class Node
    {
        /// <summary>0 until the first kid comes.</summary>
        public int Number { get; set; }

        public int Count { get; set; }

        public int Pages { get; set; }

        public StringBuilder Kids { get; } = new();
    }
}
