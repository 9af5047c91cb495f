using Trace.Core.Enforcement;

namespace Trace.Server.Http;

/// <summary>A request that could not be done: a word of the domain and a sentence. <see cref="Problems"/> maps the word to HTTP.</summary>
/// <param name="Code">A word listed in <see cref="Problems"/>.</param>
/// <param name="Detail">What was wrong and where, for people.</param>
public sealed record Failure(string Code, string Detail) : IResult
{
    /// <summary>For input of many lines: what was wrong in which (the first 1,000).</summary>
    public IReadOnlyList<LineError>? Errors { get; init; }

    /// <summary>For cases: what is missing or speaks against it, each by name.</summary>
    public IReadOnlyList<Gap>? Missing { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public Task ExecuteAsync(HttpContext httpContext) => Problems.WriteAsync(httpContext, this);
}

/// <summary>One line of an upload that was refused.</summary>
/// <param name="Line">1-based line number.</param>
/// <param name="Code">A stable word.</param>
/// <param name="Text">What was wrong, for people.</param>
public sealed record LineError(long Line, string Code, string Text);
