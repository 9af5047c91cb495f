using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Trace.Server.Accounts;
using Trace.Server.Brands;
using Trace.Server.Codes;
using Trace.Server.Verification;
using Trace.Server.Webhooks;
using static Trace.Server.Http.OpenApiLimits;

namespace Trace.Server.Http;

/// <summary>What parameters and members mean and their limits, as handlers check them. A name of an operation or type in front is looked up first.</summary>
internal static class OpenApiRules
{
    private const string Crockford = "[0-9A-HJKMNP-TV-Z]";
    private const string AnyGtin = "^([0-9]{8}|[0-9]{12,14})$";
    private const string Day = "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$";
    private const string Set82 = "^[!\"%&'()*+,\\-./0-9:;<=>?A-Z_a-z]+$";

    private static readonly string[] Reportable = [.. Codes.Words.ReportedStatuses.Keys];

    /// <summary>Bodies that people send. Their members are all nullable in code, so that a missing one gets a sentence of ours.</summary>
    private static readonly Dictionary<Type, string[]> Required = new()
    {
        [typeof(CreateApiKeyRequest)] = ["role", "name"],
        [typeof(RotateApiKeyRequest)] = [],
        [typeof(InviteRequest)] = ["email", "name", "role"],
        [typeof(UpdateAccountRequest)] = [],
        [typeof(SignInRequest)] = ["email", "password"],
        [typeof(SetPasswordRequest)] = ["token", "password"],
        [typeof(ChangePasswordRequest)] = ["currentPassword", "newPassword"],
        [typeof(ResetPasswordRequest)] = ["email"],
        [typeof(PasswordRequest)] = ["password"],
        [typeof(TotpCodeRequest)] = ["code"],
        [typeof(QuotaRequest)] = ["dailyUnits"],
        [typeof(AllowanceRequest)] = ["units"],
        [typeof(GtinPrefixRequest)] = ["brandId"],
        [typeof(RevokeKeyRequest)] = ["reason"],
        [typeof(CreateBrandRequest)] = ["name", "slug", "host"],
        [typeof(CreateProductRequest)] = ["gtin", "name"],
        [typeof(UpdateProductRequest)] = [],
        [typeof(CreateBatchRequest)] = ["gtin", "quantity"],
        [typeof(PrivacyRequest)] = ["scanRetentionDays"],
        [typeof(SetStatusRequest)] = ["from", "to", "status"],
        [typeof(StatusLine)] = [],
        [typeof(CreateWebhookRequest)] = ["url"],
        [typeof(UpdateWebhookRequest)] = [],
        [typeof(RotateWebhookKeyRequest)] = [],
        [typeof(ReplayWebhookRequest)] = ["since"],
        [typeof(VerifyRequest)] = ["code"],
        [typeof(VerifyLocation)] = ["latitude", "longitude"],
        [typeof(ScanImportLine)] = ["scannedAt"],
    };

    private static readonly Dictionary<string, Action<OpenApiSchema>> Members = new(StringComparer.Ordinal)
    {
        ["id"] = s => s.Pattern = $"^{Crockford}{{12}}$",
        ["gtin"] = s => s.Pattern = "^[0-9]{14}$",
        ["serial"] = s => Text(s, 1, 20, Set82),
        ["lot"] = s => Text(s, 1, 20, Set82),
        ["expiry"] = s => s.Pattern = Day,
        ["market"] = s => Items(s, "^[A-Z]{2}$"),
        ["inCode"] = s => Items(s, words: ["lot", "expiry"]),
        ["batchId"] = s => s.Pattern = $"^{Crockford}{{6}}$",
        ["status"] = s => Words(s, [.. Enum.GetValues<Trace.Core.Codes.UnitStatus>().Select(Codes.Words.Of)]),
        ["from"] = s => Range(s, 0, uint.MaxValue - 1L),
        ["to"] = s => Range(s, 0, uint.MaxValue - 1L),
        ["index"] = s => Range(s, 0, uint.MaxValue - 1L),
        ["quantity"] = s => Range(s, 1, uint.MaxValue),
        ["count"] = s => Range(s, 1, uint.MaxValue),
        ["latitude"] = s => Range(s, -90, 90),
        ["longitude"] = s => Range(s, -180, 180),
        ["accuracyMeters"] = s => Range(s, 0, 50_000_000),
        ["ordinal"] = s => s.Minimum = "1",
        ["uri"] = s => s.Format = "uri",
        ["keyId"] = s => Range(s, 0, ushort.MaxValue),
        ["imageUrl"] = s => Text(s, 1, 2000, "^https://"),
        ["role"] = s => Words(s, [.. Roles.OfBrands]),
        ["profile"] = s => Words(s, "signed", "compact"),

        ["accountId"] = s => s.Pattern = $"^{Crockford}{{12}}$",
        ["brandId"] = s => s.Pattern = $"^{Crockford}{{12}}$",
        ["email"] = s => Text(s, 3, 254, "@"),
        ["password"] = s => Text(s, 1, PasswordRules.MaxLength),
        ["currentPassword"] = s => Text(s, 1, PasswordRules.MaxLength),
        ["gtins"] = s => Items(s, AnyGtin, most: 1000),
        ["sites"] = s => Items(s, most: 1000),
        ["site"] = s => Text(s, 1, 100),
        ["units"] = s => Range(s, 0, 1_000_000_000_000),
        ["dailyUnits"] = s => Range(s, 0, 1_000_000_000_000),
        ["network"] = s => s.Pattern = "/(24|48)$",

        ["ApiKeyInfo.role"] = AnyRole,
        ["ApiKeyInfo.status"] = s => Words(s, "active", "expired", "revoked"),
        ["RotateApiKeyRequest.overlapHours"] = s => Range(s, 0, 720),
        ["AccountResponse.status"] = s => Words(s, "invited", "active", "disabled"),
        ["AccountResponse.role"] = AnyRole,
        ["InviteRequest.name"] = s => Text(s, 1, 100),
        ["InviteRequest.role"] = AnyRole,
        ["UpdateAccountRequest.name"] = s => Text(s, 1, 100),
        ["UpdateAccountRequest.role"] = AnyRole,
        ["CallerResponse.kind"] = s => Words(s, "account", "api_key"),
        ["CallerResponse.role"] = AnyRole,
        ["LinkResponse.url"] = s => s.Format = "uri",
        ["SetPasswordRequest.token"] = s => s.Pattern = "^[A-Za-z0-9_-]{43}$",
        ["SetPasswordRequest.password"] = s => Text(s, PasswordRules.MinLength, PasswordRules.MaxLength),
        ["ChangePasswordRequest.newPassword"] = s => Text(s, PasswordRules.MinLength, PasswordRules.MaxLength),
        ["TotpCodeRequest.code"] = s => s.Pattern = "^[0-9]{6}$",
        ["TotpResponse.secret"] = s => s.Pattern = "^[A-Z2-7]{32}$",
        ["TotpConfirmedResponse.recoveryCodes"] = s => Items(s, $"^{Crockford}{{4}}-{Crockford}{{4}}-{Crockford}{{4}}$"),
        ["AuditEntry.id"] = s => s.Pattern = $"^[0-9]+-{Crockford}{{12}}$",
        ["AuditEntry.action"] = s => s.Pattern = "^[a-z_]+\\.[a-z_]+$",
        ["AuditActor.kind"] = s => Words(s, "account", "api_key", "system"),
        ["GtinPrefixResponse.prefix"] = s => s.Pattern = "^[0-9]{4,12}$",
        ["CreateApiKeyRequest.role"] = AnyRole,
        ["ApiKeyResponse.role"] = AnyRole,
        ["CreateApiKeyRequest.name"] = s => Text(s, 1, 100),
        ["CreateApiKeyRequest.gtins"] = s => Items(s, AnyGtin, most: 1000),
        ["CreateApiKeyRequest.sites"] = s => Items(s, most: 1000),
        ["ApiKeyResponse.key"] = s => s.Pattern = $"^trace_{Crockford}{{58}}$",
        ["ApiKeyResponse.gtins"] = s => Items(s, "^[0-9]{14}$"),
        ["CreateBrandRequest.name"] = s => Text(s, 1, 100),
        ["CreateBrandRequest.slug"] = s => Text(s, 1, 40, "^[a-z0-9]+(-[a-z0-9]+)*$"),
        ["CreateBrandRequest.host"] = s => Text(s, 1, 100),
        ["CreateProductRequest.gtin"] = s => s.Pattern = AnyGtin,
        ["CreateProductRequest.name"] = s => Text(s, 1, 200),
        ["CreateProductRequest.description"] = s => Text(s, 1, 2000),
        ["UpdateProductRequest.gtin"] = s => s.Pattern = AnyGtin,
        ["UpdateProductRequest.name"] = s => Text(s, 1, 200),
        ["UpdateProductRequest.description"] = s => Text(s, 1, 2000),
        ["CreateBatchRequest.gtin"] = s => s.Pattern = AnyGtin,
        ["CreateBatchRequest.market"] = s => Items(s, "^[A-Z]{2}$", most: 250),
        ["CreateBatchRequest.overrunPercent"] = s => Range(s, 0, 100),
        ["CreateBatchRequest.samplePercent"] = s => Range(s, 0, 100),
        ["BatchResponse.id"] = s => s.Pattern = $"^{Crockford}{{6}}$",
        ["BatchResponse.number"] = s => Range(s, 0, (1L << 28) - 1),
        ["BatchResponse.kind"] = s => Words(s, "derived", "imported"),
        ["ManifestResponse.format"] = s => Words(s, "csv", "ndjson"),
        ["ManifestResponse.sha256"] = s => s.Pattern = "^[0-9a-f]{64}$",
        ["SetStatusRequest.status"] = s => Words(s, Reportable),
        ["StatusLine.status"] = s => Words(s, Reportable),
        ["StatusEntry.recordedBy"] = s => s.Pattern = $"^{Crockford}{{12}}$",
        ["StatusLine.serial"] = s => s.MinLength = 1,
        ["LabelTemplateResponse.id"] = s => s.Pattern = "^[a-z0-9.-]+$",
        ["LabelTemplateResponse.kind"] = s => Words(s, "sheet", "roll"),
        ["VerifyRequest.device"] = s => Text(s, 1, 200),
        ["UnitScan.source"] = s => Words(s, "api", "page", "import"),
        ["ScanImportLine.gtin"] = s => s.Pattern = AnyGtin,
        ["ScanImportLine.serial"] = s => s.MinLength = 1,
        ["ScanImportLine.country"] = s => s.Pattern = "^[A-Za-z]{2}$",
        ["ScanImportLine.network"] = s => Text(s, 1, 200),
        ["ScanImportLine.networkKind"] = s => Words(s, "fixed", "mobile", "vpn", "hosting", "unknown"),
        ["ScanImportLine.device"] = s => Text(s, 1, 200),
        ["ScanImportLine.id"] = s => Text(s, 1, 64),
        ["ScanImportLine.radiusKm"] = s => Range(s, 0, 50_000),
        ["ScanImportVerdict.line"] = s => s.Minimum = "1",
        ["KeyEntry.publicKey"] = s => s.Pattern = "^[A-Za-z0-9_-]{43}$",
        ["KeyEntry.gtins"] = s => Items(s, "^[0-9]{14}$"),
        ["KeyEntry.prefixes"] = s => Items(s, "^[0-9]{1,14}$"),
        ["SigningKeyInfo.publicKey"] = s => s.Pattern = "^[A-Za-z0-9_-]{43}$",
        ["SigningKeyInfo.status"] = s => Words(s, "active", "retired", "revoked"),
        ["RevokeKeyRequest.reason"] = s => Text(s, 1, 500),
        ["MasterKeyInfo.fingerprint"] = s => s.Pattern = "^[0-9a-f]{8}$",
        ["PrivacyRequest.scanRetentionDays"] = s => Range(s, 1, 3650),
        ["PrivacyResponse.scanRetentionDays"] = s => Range(s, 1, 3650),
        ["CreateWebhookRequest.url"] = WebhookAddress,
        ["CreateWebhookRequest.description"] = s => Text(s, 1, 200),
        ["CreateWebhookRequest.eventTypes"] = EventTypes,
        ["UpdateWebhookRequest.url"] = WebhookAddress,
        ["UpdateWebhookRequest.description"] = s => Text(s, 1, 200),
        ["UpdateWebhookRequest.eventTypes"] = EventTypes,
        ["RotateWebhookKeyRequest.overlapHours"] = s => Range(s, 0, 720),
        ["WebhookResponse.url"] = s => s.Format = "uri",
        ["WebhookResponse.eventTypes"] = EventTypes,
        ["WebhookResponse.status"] = s => Words(s, "active", "failing", "disabled", "gone"),
        ["WebhookResponse.publicKey"] = WebhookKey,
        ["WebhookPreviousKey.publicKey"] = WebhookKey,
        ["WebhookDelivery.eventType"] = s => Words(s, [.. WebhookEvents.Types, WebhookEvents.Test]),
        ["WebhookDelivery.status"] = s => Words(s, "pending", "delivered", "dead"),
        ["WebhookDelivery.attempts"] = s => s.Minimum = "0",
        ["WebhookDelivery.lastStatus"] = s => Range(s, 100, 999),
        ["WebhookDelivery.lastError"] = s => Words(s, "not_allowed", "timed_out", "unreachable", "no_key", "disabled"),
        ["ProblemDocument.type"] = s => s.Format = "uri-reference",
        ["ProblemDocument.status"] = s => Range(s, 400, 599),
        ["ProblemDocument.code"] = s => Words(s, [.. Problems.Table.Keys]),
        ["LineError.line"] = s => s.Minimum = "1",
    };

    /// <summary>Members that are always there although their type could be null.</summary>
    private static readonly Dictionary<Type, string[]> Present = new()
    {
        [typeof(Trace.Core.Codes.KeysDocument)] = ["keys"],
        [typeof(Trace.Core.Codes.KeyEntry)] = ["keyId", "publicKey", "brand", "notBefore", "status"],
        [typeof(RefusedTriesHour)] = ["hour", "tries", "limited", "campaign", "reasons"],
        [typeof(RefusedTriesReason)] = ["code", "tries"],
    };

    private static readonly (string Description, JsonNode Example, Action<OpenApiSchema> Limit) TimeCursor =
        ("`next` of the page before.", "1795512600000-5T0C9WQ2XK7M", s => s.MinLength = 1);

    private static readonly Dictionary<string, (string Description, JsonNode Example, Action<OpenApiSchema> Limit)> Parameters = new(StringComparer.Ordinal)
    {
        [Idempotency.Header] = ("Any text of your choice; the same request with the same key gets the first answer again, for 48 hours.", "order-4711", s => Text(s, 1, 255, "^[!-~]+$")),
        ["brandId"] = ("The brand's id.", "3F9K2M7QX1TV", s => s.Pattern = $"^{Crockford}{{12}}$"),
        ["RetireKey.keyId"] = ("The signing key's id, as codes hold it.", "1", s => s.Pattern = "^[0-9]{1,5}$"),
        ["RevokeKey.keyId"] = ("The signing key's id, as codes hold it.", "1", s => s.Pattern = "^[0-9]{1,5}$"),
        ["id"] = ("The batch's id.", "0AQKFF", s => s.Pattern = $"^{Crockford}{{6}}$"),
        ["gtin"] = ("GTIN-8, -12, -13 or -14 with its check digit.", "09506000134352", s => s.Pattern = AnyGtin),
        ["OpenDigitalLink.gtin"] = ("GTIN of 14 digits.", "09506000134352", s => s.Pattern = "^[0-9]{14}$"),
        ["serial"] = ("The serial, percent-encoded.", "RN962QM2E545", s => Text(s, 1, 60)),
        ["s"] = ("The signature of the code, 162 digits. Missing in compact codes.", "000878713890001612904350943", s => s.Pattern = "^[0-9]*$"),
        ["code"] = ("A problem's code.", "gtin_taken", s => Words(s, [.. Problems.Table.Keys])),
        ["keyId"] = ("The API key's id.", "7QK2M9X3B1TV", s => s.Pattern = $"^{Crockford}{{12}}$"),
        ["accountId"] = ("The account's id.", "5N2T8S0E1XRF", s => s.Pattern = $"^{Crockford}{{12}}$"),
        ["sessionId"] = ("The session's id.", "6P3V9T1F2YSG", s => s.Pattern = $"^{Crockford}{{12}}$"),
        ["webhookId"] = ("The webhook's id.", "4M1R7Q9D0WQE", s => s.Pattern = $"^{Crockford}{{12}}$"),
        ["deliveryId"] = ("The delivery's id.", "2K0P6N8C9VPD", s => s.Pattern = $"^{Crockford}{{12}}$"),
        ["ListWebhookDeliveries.cursor"] = TimeCursor,
        ["ListWebhookDeliveries.status"] = ("Only deliveries that stand so.", "dead", s => Words(s, "pending", "delivered", "dead")),
        ["prefix"] = ("A GS1 Company Prefix, without the indicator digit.", "9506000", s => s.Pattern = "^[0-9]{4,12}$"),
        ["action"] = ("Only entries of this action.", "product.update", s => s.Pattern = "^[a-z_]+\\.[a-z_]+$"),
        ["site"] = ("The site that applies the codes.", "Porto", s => Text(s, 1, 100)),
        ["ListAudit.from"] = ("Only entries of this time or later.", "2026-11-01T00:00:00Z", s => s.Format = "date-time"),
        ["ListDeploymentAudit.from"] = ("Only entries of this time or later.", "2026-11-01T00:00:00Z", s => s.Format = "date-time"),
        ["ListAudit.cursor"] = TimeCursor,
        ["ListDeploymentAudit.cursor"] = TimeCursor,
        ["ListGtinPrefixes.cursor"] = ("`next` of the page before.", "9506000", s => s.Pattern = "^[0-9]{4,12}$"),
        ["cursor"] = ("`next` of the page before.", "3F9K2M7QX1TV", s => s.MinLength = 1),
        ["limit"] = ("Items on a page.", Paging.DefaultLimit, s =>
        {
            Range(s, 1, Paging.MaxLimit);
            s.Default = Paging.DefaultLimit;
        }
        ),
        ["from"] = ("Index of the first unit.", 0, s => Range(s, 0, uint.MaxValue - 1L)),
        ["count"] = ("How many; all that follow if left out.", 100, s => Range(s, 1, uint.MaxValue)),
        ["PrintLabels.count"] = ("How many.", 21, s =>
        {
            Range(s, 1, uint.MaxValue);
            s.Default = 1;
        }
        ),
        ["format"] = ("How the list is written.", "csv", s => Words(s, "csv", "ndjson")),
        ["PrintLabels.format"] = ("How the labels are drawn; svg and png of more than one label are a ZIP.", "pdf", s => Words(s, "pdf", "svg", "png", "zpl")),
        ["template"] = ("An id of `/api/v1/label-templates`, or `roll-{width}x{height}` in mm.", "avery-l7160", s =>
        {
            s.Pattern = "^[a-z0-9.-]+$";
            s.Default = Labels.LabelQuery.DefaultTemplate;
        }
        ),
        ["dpi"] = ("Dots per inch of the printer.", 300, s => s.Enum = [203, 300, 600, 1200]),
        ["symbol"] = ("The symbol on the label.", "qr", s => Words(s, "qr", "datamatrix", "both")),
        ["start"] = ("First free label of a part-used sheet, counted from 1.", 1, s => s.Minimum = "1"),
        ["offsetX"] = ("Calibration to the right, mm.", 0.5, _ => { }
        ),
        ["offsetY"] = ("Calibration down, mm.", -0.5, _ => { }
        ),
        ["across"] = ("Labels side by side on a roll.", 2, s => s.Minimum = "1"),
        ["perRoll"] = ("Labels on a roll; each roll begins with a leader label.", 1000, s => s.Minimum = "1"),
        ["zpl"] = ("gfa: exact modules. bq: the printer draws the code.", "gfa", s => Words(s, "gfa", "bq")),
        ["status"] = ("For NDJSON: the status of lines that name none.", "active", s => Words(s, Reportable)),
        ["at"] = ("For NDJSON: the time of lines that name none; now if left out.", "2026-11-24T09:30:00Z", s => s.Format = "date-time"),
        ["lot"] = ("Lot of the batch; or a column `lot` with one value throughout.", "L2411", s => Text(s, 1, 20, Set82)),
        ["expiry"] = ("A day, or a month up to its last day; or a column `expiry` with one value throughout.", "2027-12", s => s.Pattern = Day),
        ["market"] = ("Countries (ISO 3166-1 alpha-2), separated by commas.", "DE,AT", s => s.Pattern = "^[A-Z]{2}(,[A-Z]{2})*$"),
        ["inCode"] = ("lot, expiry or both, separated by commas.", "lot,expiry", s => s.Pattern = "^(lot|expiry)(,(lot|expiry))*$"),
        ["activate"] = ("Its units count as applied from the start.", true, _ => { }
        ),
        ["verdicts"] = ("Answer NDJSON, a line for each line as it goes, with its verdict; a problem document as the last line where it breaks off.", true, _ => { }
        ),
        ["specimen"] = ("A test batch.", false, _ => { }
        ),
    };

    public static bool IsInput(Type type) => Required.ContainsKey(type);

    public static bool IsRequired(Type type, string member) =>
        Required.GetValueOrDefault(type, []).Contains(member) || Present.GetValueOrDefault(type, []).Contains(member);

    public static void Limit(OpenApiSchema schema, Type type, string member)
    {
        if (Members.TryGetValue($"{type.Name}.{member}", out var rule) || Members.TryGetValue(member, out rule))
            rule(schema);
    }

    public static void Complete(OpenApiParameter parameter, string operation)
    {
        if (!Parameters.TryGetValue($"{operation}.{parameter.Name}", out var rule) && !Parameters.TryGetValue(parameter.Name!, out rule))
            return;
        parameter.Description = rule.Description;
        parameter.Example = rule.Example.DeepClone();
        if (parameter.Schema is not OpenApiSchema schema)
            return;
        schema.Type &= ~JsonSchemaType.Null;
        rule.Limit(schema);
    }
}
