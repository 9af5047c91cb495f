using Microsoft.OpenApi;
using Trace.Server.Accounts;
using Trace.Server.Anomalies;
using Trace.Server.Brands;
using Trace.Server.Claims;
using Trace.Server.Codes;
using Trace.Server.Log;
using Trace.Server.Reports;
using Trace.Server.Verification;
using Trace.Server.Webhooks;
using static Trace.Server.Http.OpenApiLimits;

namespace Trace.Server.Http;

/// <summary>What parameters and members mean and their limits, as handlers check them. A name of an operation or type in front is looked up first.</summary>
internal static partial class OpenApiRules
{
    private const string Crockford = "[0-9A-HJKMNP-TV-Z]";
    private const string AnomalyIds = $"^{Crockford}{{12}}[1-7]$";
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
        [typeof(AppearanceRequest)] = [],
        [typeof(PictureRequest)] = ["content"],
        [typeof(SetStatusRequest)] = ["from", "to", "status"],
        [typeof(StatusLine)] = [],
        [typeof(CreateWebhookRequest)] = ["url"],
        [typeof(UpdateWebhookRequest)] = [],
        [typeof(RotateWebhookKeyRequest)] = [],
        [typeof(ReplayWebhookRequest)] = ["since"],
        [typeof(DecideAnomalyRequest)] = ["status"],
        [typeof(AssignAnomalyRequest)] = [],
        [typeof(SnoozeAnomalyRequest)] = [],
        [typeof(DecideGroupRequest)] = ["batch", "kind", "status"],
        [typeof(SetReportStatusRequest)] = ["status"],
        [typeof(ResumeLogRequest)] = ["checkpoint"],
        [typeof(RestartLogRequest)] = ["ends"],
        [typeof(DetectionRequest)] = [],
        [typeof(DigestRequest)] = ["every"],
        [typeof(VerifyRequest)] = ["code"],
        [typeof(ClaimRequest)] = ["code", "cover"],
        [typeof(VerifyLocation)] = ["latitude", "longitude"],
        [typeof(ScanImportLine)] = ["scannedAt"],
    };

    private static readonly Dictionary<string, Action<OpenApiSchema>> Members = new(StringComparer.Ordinal)
    {
        ["id"] = AnyId,
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

        ["accountId"] = AnyId,
        ["brandId"] = AnyId,
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
        ["CodeLine.cover"] = s => s.Pattern = $"^{Crockford}{{{Trace.Core.Codes.CoverCode.Length}}}$",
        ["ClaimRequest.cover"] = s => Text(s, 1, ClaimsApi.MaxCoverLength),
        ["ClaimResponse.result"] = s => Words(s, "first", "used_before", "wrong", "too_many_tries"),
        ["ClaimResponse.firstUsedCountry"] = Country,
        ["ClaimResponse.uses"] = s => s.Minimum = "1",
        ["ClaimResponse.triesLeft"] = s => Range(s, 0, Claiming.MostTries),
        ["UnitClaim.firstUsedCountry"] = Country,
        ["UnitClaim.uses"] = s => s.Minimum = "0",
        ["ManifestResponse.format"] = s => Words(s, "csv", "ndjson"),
        ["ManifestResponse.sha256"] = Sha256,
        ["SetStatusRequest.status"] = s => Words(s, Reportable),
        ["StatusLine.status"] = s => Words(s, Reportable),
        ["StatusEntry.recordedBy"] = AnyId,
        ["StatusLine.serial"] = s => s.MinLength = 1,
        ["LabelTemplateResponse.id"] = s => s.Pattern = "^[a-z0-9.-]+$",
        ["LabelTemplateResponse.kind"] = s => Words(s, "sheet", "roll"),
        ["VerifyRequest.device"] = s => Text(s, 1, 200),
        ["UnitScan.source"] = s => Words(s, "api", "page", "position", "import"),
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
        ["accent"] = s => s.Pattern = "^#[0-9A-Fa-f]{6}$",
        ["accentDark"] = s => s.Pattern = "^#[0-9A-Fa-f]{6}$",
        ["supportUrl"] = s => Text(s, 1, 500, "^https://"),
        ["PictureRequest.content"] = Base64,
        ["PictureResponse.url"] = PictureAddress,
        ["logoUrl"] = PictureAddress,
        ["pictureUrl"] = PictureAddress,
        ["PictureResponse.width"] = s => Range(s, 1, 800),
        ["PictureResponse.height"] = s => Range(s, 1, 800),
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
        ["ReportResponse.scan"] = AnyId,
        ["ReportResponse.pictures"] = s => Range(s, 0, ReportTaking.MostPictures),
        ["ReportResponse.status"] = s => Words(s, ReportsApi.Open, ReportsApi.Handled),
        ["ReportResponse.handledBy"] = AnyId,
        ["LogRecordResponse.type"] = s => s.Pattern = "^[a-z_]{1,40}$",
        ["LogRecordResponse.index"] = s => s.Minimum = "0",
        ["LogResponse.state"] = s => Words(s, [.. Enum.GetNames<LogState>().Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName)]),
        ["LogResponse.size"] = s => s.Minimum = "0",
        ["LogResponse.waiting"] = s => s.Minimum = "0",
        ["LogWitnessInfo.size"] = s => s.Minimum = "1",
        ["ResumeLogRequest.checkpoint"] = s => Text(s, 1, 60_000),
        ["RestartLogRequest.ends"] = s => Text(s, 0, 300),
        ["SetReportStatusRequest.status"] = s => Words(s, ReportsApi.Open, ReportsApi.Handled),
        ["AnomalyResponse.id"] = s => s.Pattern = AnomalyIds,
        ["AnomalyResponse.kind"] = AnomalyKind,
        ["AnomalyResponse.status"] = AnomalyStatus,
        ["AnomalyResponse.assignee"] = AnyId,
        ["AnomalyResponse.decidedBy"] = AnyId,
        ["AnomalyReason.code"] = s => Words(s, [.. AnomalyReasons.Texts.Keys]),
        ["AnomalyEvidence.code"] = s => Words(s, [.. AnomalyReasons.Texts.Keys]),
        ["DecideAnomalyRequest.status"] = AnomalyStatus,
        ["DecideAnomalyRequest.note"] = s => Text(s, 1, 500),
        ["DecideAnomalyRequest.text"] = s => Text(s, 1, 300),
        ["AssignAnomalyRequest.account"] = AnyId,
        ["AnomalyGroup.kind"] = AnomalyKind,
        ["AnomalyGroup.anomalyId"] = s => s.Pattern = AnomalyIds,
        ["DecideGroupRequest.batch"] = s => s.Pattern = $"^{Crockford}{{6}}$",
        ["DecideGroupRequest.kind"] = AnomalyKind,
        ["DecideGroupRequest.status"] = s => Words(s, AnomalyRow.Confirmed, AnomalyRow.Dismissed),
        ["DecideGroupRequest.note"] = s => Text(s, 1, 500),
        ["KindPrecision.kind"] = AnomalyKind,
        ["KindPrecision.precision"] = s => Range(s, 0, 1),
        ["copiedThreshold"] = s => Range(s, DetectionApi.LeastThreshold, 20),
        ["cautionThreshold"] = s => Range(s, DetectionApi.LeastThreshold, 30),
        ["divertedThreshold"] = s => Range(s, 2, 12),
        ["AccountExport.digest"] = s => Words(s, DigestPeriod.Daily, DigestPeriod.Weekly),
        ["every"] = s => Words(s, [.. DigestPeriod.Words]),
        ["ProblemDocument.type"] = s => s.Format = "uri-reference",
        ["ProblemDocument.status"] = s => Range(s, 400, 599),
        ["ProblemDocument.code"] = s => Words(s, [.. Problems.Table.Keys]),
        ["LineError.line"] = s => s.Minimum = "1",
    };

    private static void Base64(OpenApiSchema schema)
    {
        schema.Format = null;
        schema.Pattern = "^[A-Za-z0-9+/]+={0,2}$";
    }

    private static void PictureAddress(OpenApiSchema schema) => schema.Pattern = "^/pictures/[0-9a-f]{32}-[0-9]+x[0-9]+\\.webp$";

    /// <summary>Members that are always there although their type could be null.</summary>
    private static readonly Dictionary<Type, string[]> Present = new()
    {
        [typeof(Trace.Core.Codes.KeysDocument)] = ["keys"],
        [typeof(Trace.Core.Codes.KeyEntry)] = ["keyId", "publicKey", "brand", "notBefore", "status"],
        [typeof(RefusedTriesHour)] = ["hour", "tries", "limited", "campaign", "reasons"],
        [typeof(RefusedTriesReason)] = ["code", "tries"],
    };

    public static bool IsInput(Type type) => Required.ContainsKey(type) || EnforcementRequired.ContainsKey(type) || CaseRequired.ContainsKey(type);

    public static bool IsRequired(Type type, string member) =>
        Required.GetValueOrDefault(type, []).Contains(member) || EnforcementRequired.GetValueOrDefault(type, []).Contains(member) || CaseRequired.GetValueOrDefault(type, []).Contains(member)
        || Present.GetValueOrDefault(type, []).Contains(member);

    public static void Limit(OpenApiSchema schema, Type type, string member)
    {
        var name = $"{type.Name}.{member}";
        if (Members.TryGetValue(name, out var rule) || EnforcementMembers.TryGetValue(name, out rule) || CaseMembers.TryGetValue(name, out rule) || Members.TryGetValue(member, out rule))
            rule(schema);
    }
}
