namespace Trace.Server.Http;

/// <summary>The problem codes of one operation, besides those that follow from its shape (see <see cref="OpenApiProblems"/>).</summary>
public sealed record ProblemCodes(IReadOnlyList<string> Codes);

/// <summary>What one line of an operation's NDJSON is.</summary>
public sealed record NdjsonLine(Type Type);

/// <summary>What one line of an operation's NDJSON answer is, where that is not what it reads.</summary>
public sealed record NdjsonAnswerLine(Type Type);

/// <summary>Query keys that the handler reads itself from the request.</summary>
public sealed record QueryKeys(IReadOnlyList<string> Names);

/// <summary>What a route table says for the OpenAPI document alone.</summary>
public static class OpenApiMetadata
{
    /// <summary>Names words of <see cref="Problems.Table"/> that this operation may answer.</summary>
    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder route, params string[] codes)
    {
        var unknown = codes.FirstOrDefault(code => !Problems.Table.ContainsKey(code));
        return unknown == null ? route.WithMetadata(new ProblemCodes(codes)) : throw new ArgumentException($"There is no problem code {unknown}.", nameof(codes));
    }

    /// <summary>Names the schema of each line where the operation reads or writes NDJSON.</summary>
    public static RouteHandlerBuilder WithLines<T>(this RouteHandlerBuilder route) => route.WithMetadata(new NdjsonLine(typeof(T)));

    /// <summary>The same for the answer, where it is another.</summary>
    public static RouteHandlerBuilder WithAnswerLines<T>(this RouteHandlerBuilder route) => route.WithMetadata(new NdjsonAnswerLine(typeof(T)));

    public static RouteHandlerBuilder WithQueryKeys(this RouteHandlerBuilder route, params string[] names) => route.WithMetadata(new QueryKeys(names));
}
