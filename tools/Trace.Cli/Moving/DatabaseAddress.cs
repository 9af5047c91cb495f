using Npgsql;

namespace Trace.Cli.Moving;

/// <summary>A connection string of PostgreSQL, from an option, a file it names, or the environment. It is never printed.</summary>
internal static class DatabaseAddress
{
    public const string Variable = "TRACE_DATABASE";
    public const string Description = $"PostgreSQL: a file with the connection string, or the string itself (process lists show it). Default: environment variable {Variable}";
    private const int MaxFileBytes = 4096;

    /// <summary>Null if neither the option nor the environment says one.</summary>
    public static NpgsqlConnectionStringBuilder? Find(Run run, string? option)
    {
        var text = option ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? value : null);
        if (text == null)
            return null;
        var isString = !File.Exists(text) && text.Contains('=', StringComparison.Ordinal);
        NpgsqlConnectionStringBuilder address;
        try
        {
            address = new NpgsqlConnectionStringBuilder(isString ? text : InputFile.ReadText(text, MaxFileBytes).Trim());
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // Not its message, which may repeat a part of the string.
            throw CliException.Usage("That is not a connection string of PostgreSQL, such as \"Host=…;Database=…;Username=…\".");
        }

        if (isString && option != null && address.Password != null)
            run.Output.Note($"Note: process lists show this password. Name a file with the connection string instead, or set {Variable}.");
        return address;
    }

    /// <summary>What may be shown of it.</summary>
    public static string Spoken(NpgsqlConnectionStringBuilder address) => $"{address.Database} on {address.Host}";

    /// <summary>A fault of PostgreSQL in the words of this program.</summary>
    public static CliException Fault(NpgsqlException exception) => exception is PostgresException postgres
        ? new CliException(ExitCode.Failed, "database_failed", $"PostgreSQL: {postgres.MessageText}")
        : new CliException(ExitCode.Unreachable, "database_unreachable", $"PostgreSQL: {exception.Message}");
}
