using System.Text.Json;
using System.Text.Json.Serialization;
using Trace.Core;
using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Accounts;
using Trace.Server.Anomalies;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Cases;
using Trace.Server.Claims;
using Trace.Server.Codes;
using Trace.Server.Dossiers;
using Trace.Server.Export;
using Trace.Server.Http;
using Trace.Server.Labels;
using Trace.Server.Listings;
using Trace.Server.Log;
using Trace.Server.Purchases;
using Trace.Server.Reports;
using Trace.Server.Rights;
using Trace.Server.Sellers;
using Trace.Server.Storage;
using Trace.Server.Verification;
using Trace.Server.Web.Consumer;
using Trace.Server.Webhooks;

namespace Trace.Server;

/// <summary>All JSON of the HTTP contract: camelCase members, snake_case words, unknown or repeated members refused.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(VerdictJson), typeof(SignatureStateJson), typeof(ClaimResultJson), typeof(UtcTimeJson)])]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(CreateBrandRequest))]
[JsonSerializable(typeof(BrandResponse))]
[JsonSerializable(typeof(Page<BrandResponse>))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(Page<AuditEntry>))]
[JsonSerializable(typeof(CreateApiKeyRequest))]
[JsonSerializable(typeof(ApiKeyResponse))]
[JsonSerializable(typeof(ApiKeyInfo))]
[JsonSerializable(typeof(Page<ApiKeyInfo>))]
[JsonSerializable(typeof(RotateApiKeyRequest))]
[JsonSerializable(typeof(InviteRequest))]
[JsonSerializable(typeof(UpdateAccountRequest))]
[JsonSerializable(typeof(AccountResponse))]
[JsonSerializable(typeof(Page<AccountResponse>))]
[JsonSerializable(typeof(InvitedResponse))]
[JsonSerializable(typeof(LinkResponse))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(CallerResponse))]
[JsonSerializable(typeof(Page<SessionResponse>))]
[JsonSerializable(typeof(SetPasswordRequest))]
[JsonSerializable(typeof(ChangePasswordRequest))]
[JsonSerializable(typeof(ResetPasswordRequest))]
[JsonSerializable(typeof(PasswordRequest))]
[JsonSerializable(typeof(TotpResponse))]
[JsonSerializable(typeof(TotpCodeRequest))]
[JsonSerializable(typeof(TotpConfirmedResponse))]
[JsonSerializable(typeof(AccountExport))]
[JsonSerializable(typeof(TotpSecret))]
[JsonSerializable(typeof(CreateProductRequest))]
[JsonSerializable(typeof(UpdateProductRequest))]
[JsonSerializable(typeof(ProductResponse))]
[JsonSerializable(typeof(Page<ProductResponse>))]
[JsonSerializable(typeof(GtinPrefixRequest))]
[JsonSerializable(typeof(GtinPrefixResponse))]
[JsonSerializable(typeof(Page<GtinPrefixResponse>))]
[JsonSerializable(typeof(QuotaRequest))]
[JsonSerializable(typeof(AllowanceRequest))]
[JsonSerializable(typeof(QuotaResponse))]
[JsonSerializable(typeof(AppearanceRequest))]
[JsonSerializable(typeof(AppearanceResponse))]
[JsonSerializable(typeof(PictureRequest))]
[JsonSerializable(typeof(PictureResponse))]
[JsonSerializable(typeof(ClaimRequest))]
[JsonSerializable(typeof(ClaimResponse))]
[JsonSerializable(typeof(ExportedClaim))]
[JsonSerializable(typeof(ReportWords))]
[JsonSerializable(typeof(ListingRequest))]
[JsonSerializable(typeof(ListingResponse))]
[JsonSerializable(typeof(Page<ListingResponse>))]
[JsonSerializable(typeof(ListingDetail))]
[JsonSerializable(typeof(ListingWords))]
[JsonSerializable(typeof(CaptureResponse))]
[JsonSerializable(typeof(CaptureForm))]
[JsonSerializable(typeof(EraseSellerRequest))]
[JsonSerializable(typeof(EraseSellerResponse))]
[JsonSerializable(typeof(PurchaseRequest))]
[JsonSerializable(typeof(PurchaseResponse))]
[JsonSerializable(typeof(Page<PurchaseResponse>))]
[JsonSerializable(typeof(PurchaseDetail))]
[JsonSerializable(typeof(PurchaseWords))]
[JsonSerializable(typeof(PurchaseContent))]
[JsonSerializable(typeof(PurchaseEntryResponse))]
[JsonSerializable(typeof(RecordSealRequest))]
[JsonSerializable(typeof(RecordHandOverRequest))]
[JsonSerializable(typeof(RecordScanRequest))]
[JsonSerializable(typeof(PurchaseFileForm))]
[JsonSerializable(typeof(PurchaseFindingForm))]
[JsonSerializable(typeof(ExportedFile))]
[JsonSerializable(typeof(ReportResponse))]
[JsonSerializable(typeof(Page<ReportResponse>))]
[JsonSerializable(typeof(ReportDetail))]
[JsonSerializable(typeof(SetReportStatusRequest))]
[JsonSerializable(typeof(CaseWords))]
[JsonSerializable(typeof(CaseSeller))]
[JsonSerializable(typeof(StepWords))]
[JsonSerializable(typeof(TextContent))]
[JsonSerializable(typeof(AnswerWords))]
[JsonSerializable(typeof(CreateCaseRequest))]
[JsonSerializable(typeof(UpdateCaseRequest))]
[JsonSerializable(typeof(AssignCaseRequest))]
[JsonSerializable(typeof(CaseResponse))]
[JsonSerializable(typeof(Page<CaseResponse>))]
[JsonSerializable(typeof(CaseDetail))]
[JsonSerializable(typeof(ExportedCase))]
[JsonSerializable(typeof(CaseMissing))]
[JsonSerializable(typeof(CaseBoard))]
[JsonSerializable(typeof(MoveCaseRequest))]
[JsonSerializable(typeof(Page<PlatformAcceptance>))]
[JsonSerializable(typeof(Page<NoticeFormResponse>))]
[JsonSerializable(typeof(CreateLetterRequest))]
[JsonSerializable(typeof(CreateNoticeRequest))]
[JsonSerializable(typeof(UpdateTextRequest))]
[JsonSerializable(typeof(AgreeRequest))]
[JsonSerializable(typeof(SetOutcomeRequest))]
[JsonSerializable(typeof(TextDetail))]
[JsonSerializable(typeof(RecordAnswerRequest))]
[JsonSerializable(typeof(AnswerResponse))]
[JsonSerializable(typeof(PrivacyRequest))]
[JsonSerializable(typeof(PrivacyResponse))]
[JsonSerializable(typeof(PrivacyStatement))]
[JsonSerializable(typeof(CreateBatchRequest))]
[JsonSerializable(typeof(BatchResponse))]
[JsonSerializable(typeof(Page<BatchResponse>))]
[JsonSerializable(typeof(ManifestResponse))]
[JsonSerializable(typeof(SetStatusRequest))]
[JsonSerializable(typeof(StatusLine))]
[JsonSerializable(typeof(StatusResult))]
[JsonSerializable(typeof(Page<StatusEntry>))]
[JsonSerializable(typeof(Page<LabelTemplateResponse>))]
[JsonSerializable(typeof(VerifyRequest))]
[JsonSerializable(typeof(VerifyResponse))]
[JsonSerializable(typeof(KeptAnswer))]
[JsonSerializable(typeof(UnitResponse))]
[JsonSerializable(typeof(ScanImportLine))]
[JsonSerializable(typeof(ScanImportResult))]
[JsonSerializable(typeof(ScanImportVerdict))]
[JsonSerializable(typeof(SigningKeyInfo))]
[JsonSerializable(typeof(Page<SigningKeyInfo>))]
[JsonSerializable(typeof(SigningKeyChange))]
[JsonSerializable(typeof(RevokeKeyRequest))]
[JsonSerializable(typeof(MasterKeyStatus))]
[JsonSerializable(typeof(RefusedTriesHour))]
[JsonSerializable(typeof(Page<RefusedTriesHour>))]
[JsonSerializable(typeof(Page<AnomalyResponse>))]
[JsonSerializable(typeof(AnomalyDetail))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(DecideAnomalyRequest))]
[JsonSerializable(typeof(AssignAnomalyRequest))]
[JsonSerializable(typeof(SnoozeAnomalyRequest))]
[JsonSerializable(typeof(Page<AnomalyGroup>))]
[JsonSerializable(typeof(DecideGroupRequest))]
[JsonSerializable(typeof(DecideGroupResponse))]
[JsonSerializable(typeof(AnomalyPrecision))]
[JsonSerializable(typeof(DetectionRequest))]
[JsonSerializable(typeof(DetectionResponse))]
[JsonSerializable(typeof(DigestRequest))]
[JsonSerializable(typeof(DigestResponse))]
[JsonSerializable(typeof(AnomalyEvent))]
[JsonSerializable(typeof(IReadOnlyList<StoredReason>))]
[JsonSerializable(typeof(IReadOnlyList<DossierTimestamp>))]
[JsonSerializable(typeof(DossierResponse))]
[JsonSerializable(typeof(Page<DossierResponse>))]
[JsonSerializable(typeof(RightRequest))]
[JsonSerializable(typeof(RightResponse))]
[JsonSerializable(typeof(Page<RightResponse>))]
[JsonSerializable(typeof(WithdrawRightRequest))]
[JsonSerializable(typeof(LegalRequirementsResponse))]
[JsonSerializable(typeof(SellerRequest))]
[JsonSerializable(typeof(SellerCreatedResponse))]
[JsonSerializable(typeof(SellerResponse))]
[JsonSerializable(typeof(Page<SellerResponse>))]
[JsonSerializable(typeof(SellersImportResponse))]
[JsonSerializable(typeof(SellerCheckResponse))]
[JsonSerializable(typeof(SellerWords))]
[JsonSerializable(typeof(CreateWebhookRequest))]
[JsonSerializable(typeof(UpdateWebhookRequest))]
[JsonSerializable(typeof(WebhookResponse))]
[JsonSerializable(typeof(Page<WebhookResponse>))]
[JsonSerializable(typeof(RotateWebhookKeyRequest))]
[JsonSerializable(typeof(WebhookDelivery))]
[JsonSerializable(typeof(Page<WebhookDelivery>))]
[JsonSerializable(typeof(ReplayWebhookRequest))]
[JsonSerializable(typeof(ReplayWebhookResponse))]
[JsonSerializable(typeof(WebhookTestData))]
[JsonSerializable(typeof(LogRecordResponse))]
[JsonSerializable(typeof(Page<LogRecordResponse>))]
[JsonSerializable(typeof(LogResponse))]
[JsonSerializable(typeof(ResumeLogRequest))]
[JsonSerializable(typeof(RestartLogRequest))]
[JsonSerializable(typeof(KeysDocument))]
[JsonSerializable(typeof(ExportedBrand))]
[JsonSerializable(typeof(ExportedStatus))]
[JsonSerializable(typeof(ExportedSerial))]
[JsonSerializable(typeof(ExportedBlock))]
[JsonSerializable(typeof(ExportedScan))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(string))]
internal sealed partial class ServerJson : JsonSerializerContext;

internal sealed class VerdictJson() : JsonStringEnumConverter<Verdict>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

internal sealed class ClaimResultJson() : JsonStringEnumConverter<ClaimResult>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

internal sealed class SignatureStateJson()
    : JsonStringEnumConverter<SignatureState>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
