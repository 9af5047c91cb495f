using System.Diagnostics.CodeAnalysis;

namespace Trace.Server.Http;

/// <summary>A value, or the failure that stands in its place.</summary>
public readonly struct Outcome<T>
{
    private readonly T? _value;
    private readonly Failure? _failure;

    private Outcome(T? value, Failure? failure)
    {
        _value = value;
        _failure = failure;
    }

    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Failure? failure)
    {
        value = _value;
        failure = _failure;
        return failure == null;
    }

    internal static Outcome<T> Of(T value) => new(value, failure: null);

    public static implicit operator Outcome<T>(T value) => new(value, failure: null);

    public static implicit operator Outcome<T>(Failure failure) => new(default, failure);
}

public static class Outcome
{
    /// <summary>For interfaces, which have no implicit conversion.</summary>
    public static Outcome<T> Of<T>(T value) => Outcome<T>.Of(value);
}
