using System.Text.Json.Serialization;

namespace Trace.Server.Dossiers;

/// <summary>An evidence pack of a case. It stays as it was made: a later step of the case is in a later pack.</summary>
/// <param name="MadeBy">The account.</param>
/// <param name="Pack">The id of its file, a ZIP: <c>GET /api/v1/files/{id}</c>.</param>
/// <param name="Pdf">The id of the file of the dossier by itself.</param>
/// <param name="Sha256">Of the pack, 64 lower-case hexadecimal digits.</param>
/// <param name="Pages">Of the dossier in it.</param>
/// <param name="Exhibits">Files in it beside the dossier.</param>
/// <param name="LeftOut">Files that the case names and the pack does not hold; the dossier says why.</param>
/// <param name="Records">Of the transparency log, each with its proof.</param>
/// <param name="Waiting">Records of the case that the log had not published yet, or an earlier log has; a pack that is made later may hold them.</param>
/// <param name="Timestamps">What each authority answered, in the order of the setting.</param>
/// <param name="Undrawn">Characters that no font of the server draws; the dossier shows their numbers.</param>
public sealed record DossierResponse(
    string Id,
    string CaseId,
    DateTimeOffset MadeAt,
    string MadeBy,
    string Pack,
    string Pdf,
    string Sha256,
    long SizeBytes,
    long Pages,
    long Exhibits,
    long LeftOut,
    long Records,
    long Waiting,
    IReadOnlyList<DossierTimestamp> Timestamps,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Undrawn);

/// <summary>What a time-stamp authority answered.</summary>
/// <param name="Authority">Its host.</param>
/// <param name="Name">Of its token in the pack; absent if there is none.</param>
/// <param name="Problem">Why there is none.</param>
public sealed record DossierTimestamp(
    string Authority,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem);
