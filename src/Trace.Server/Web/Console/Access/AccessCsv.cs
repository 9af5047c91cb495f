using System.Globalization;
using Trace.Server.Accounts;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Web.Console.Access;

/// <summary>Signing keys, API keys and people as files for spreadsheets. No secret is in them: nothing that reads them has any.</summary>
public static class AccessCsv
{
    public const string Keys = "/console/keys.csv";
    public const string ApiKeys = "/console/api-keys.csv";
    public const string People = "/console/people.csv";

    public static Task WriteKeysAsync(Caller caller, BrandSigningKeys keys, HttpContext context) => CsvFile.WritePagesAsync(
        context,
        "keys",
        ["key", "status", "since", "signs_from", "signs_until", "signs_new_batches", "batches", "public_key"],
        cursor => keys.ListAsync(caller, PublicId.Format(caller.BrandId), cursor, Paging.MaxLimit),
        key =>
        [
            key.KeyId.ToString(CultureInfo.InvariantCulture), key.Status, CsvFile.Time(key.StatusAt), CsvFile.Time(key.NotBefore), CsvFile.Time(key.NotAfter),
            key.SignsNewBatches ? "yes" : "no", key.SignedBatches.ToString(CultureInfo.InvariantCulture), key.PublicKey,
        ]);

    public static Task WriteApiKeysAsync(Caller caller, ApiKeys keys, Database database, HttpContext context) => CsvFile.WritePagesAsync(
        context,
        "api-keys",
        ["id", "name", "role", "gtins", "sites", "status", "created", "expires", "revoked", "last_used"],
        cursor => keys.ListAsync(database, caller, caller.BrandId, cursor, Paging.MaxLimit),
        key =>
        [
            key.Id, key.Name, key.Role, List(key.Gtins), List(key.Sites), key.Status,
            CsvFile.Time(key.CreatedAt), CsvFile.Time(key.ExpiresAt), CsvFile.Time(key.RevokedAt), CsvFile.Time(key.LastUsedAt),
        ]);

    public static Task WritePeopleAsync(Caller caller, Database database, HttpContext context) => CsvFile.WritePagesAsync(
        context,
        "people",
        ["id", "name", "email", "role", "gtins", "sites", "status", "two_factor", "created"],
        cursor => global::Trace.Server.Accounts.People.ListAsync(database, caller, caller.BrandId, cursor, Paging.MaxLimit),
        person =>
            [person.Id, person.Name, person.Email, person.Role, List(person.Gtins), List(person.Sites), person.Status, person.Totp ? "yes" : "no", CsvFile.Time(person.CreatedAt)]);

    private static string List(IReadOnlyList<string>? entries) => string.Join(' ', entries ?? []);
}
