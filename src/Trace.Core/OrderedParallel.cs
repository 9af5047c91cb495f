using System.Runtime.CompilerServices;

namespace Trace.Core;

/// <summary>Maps a sequence on several cores and yields the results in the order of the sequence.</summary>
/// <remarks>
/// Memory is bounded: at most <c>2 × degree</c> results exist at once, whatever the length of the source. However many sequences are mapped
/// at a time, together they run no more tasks than there are cores: long work must not stand in line before short work.
/// </remarks>
public static class OrderedParallel
{
    private static readonly TaskScheduler Cores =
        new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Environment.ProcessorCount).ConcurrentScheduler;

    public static async IAsyncEnumerable<TResult> SelectAsync<TSource, TResult>(
        IEnumerable<TSource> source,
        Func<TSource, TResult> transform,
        int degree,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(transform);
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);

        // At most `degree` at a time run; as many again wait, finished or not, so that no core idles while a result is consumed.
        var scheduler = new ConcurrentExclusiveSchedulerPair(Cores, degree).ConcurrentScheduler;
        var window = new Queue<Task<TResult>>(2 * degree);
        try
        {
            foreach (var item in source)
            {
                cancellationToken.ThrowIfCancellationRequested();
                window.Enqueue(Task.Factory.StartNew(() => transform(item), cancellationToken, TaskCreationOptions.DenyChildAttach, scheduler));
                if (window.Count == 2 * degree)
                    yield return await window.Dequeue();
            }

            while (window.TryDequeue(out var task))
                yield return await task;
        }
        finally
        {
            // The consumer stopped early: nothing of ours runs on after we return.
            await Task.WhenAll(window).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
