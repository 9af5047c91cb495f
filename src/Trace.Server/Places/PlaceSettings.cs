namespace Trace.Server.Places;

/// <summary>The operator's files. Section <c>Places</c> of the configuration; README.md of this folder says what each is for.</summary>
/// <param name="Databases"><c>Places:Databases</c>: MMDB files. Of each fact the first that knows it is believed.</param>
/// <param name="Networks"><c>Places:Networks</c>: a list of prefixes and AS numbers with their kind; null for none.</param>
public sealed record PlaceSettings(IReadOnlyList<string> Databases, string? Networks)
{
    private const string Section = "Places";

    /// <exception cref="InvalidOperationException">A name that is no setting.</exception>
    public static PlaceSettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        if (section.GetChildren().FirstOrDefault(setting => !setting.Key.Equals(nameof(Databases), StringComparison.OrdinalIgnoreCase) && !setting.Key.Equals(nameof(Networks), StringComparison.OrdinalIgnoreCase)) is { } unknown)
            throw new InvalidOperationException($"{unknown.Path} is no setting; there are {Section}:{nameof(Databases)} and {Section}:{nameof(Networks)}.");
        var databases = section.GetSection(nameof(Databases));
        // One line with commas, or a list as configuration files have it.
        var paths = databases.GetChildren().Select(entry => entry.Value ?? "").Concat((databases.Value ?? "").Split(','));
        return new PlaceSettings(
            [.. paths.Select(path => path.Trim()).Where(path => path.Length > 0).Select(Path.GetFullPath)],
            section[nameof(Networks)] is { Length: > 0 } networks ? Path.GetFullPath(networks) : null);
    }
}
