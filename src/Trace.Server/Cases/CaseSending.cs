using Trace.Core.Enforcement;
using Trace.Server.Accounts;
using Trace.Server.Files;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>A text as it goes out: signed, written, and as a file that waits to be kept.</summary>
/// <param name="Before">How the draft was when it was read; null for one that begins with its sending.</param>
/// <param name="Token">Of the link in it, by which the seller answers.</param>
public sealed record PreparedText(TextRow Row, TextContent Content, byte[]? Before, ArrivedFile File, string? Token);

/// <summary>What goes out with a move; its files are gone when this is disposed.</summary>
public sealed class PreparedTexts(IReadOnlyList<PreparedText> texts) : IAsyncDisposable
{
    public IReadOnlyList<PreparedText> Texts => texts;

    public async ValueTask DisposeAsync()
    {
        foreach (var text in texts)
            await text.File.DisposeAsync();
    }
}

/// <summary>Signs letters and notices, keeps what was sent as files, and mails what goes by mail.</summary>
/// <remarks>A mail is due from the transaction of the move on, and until a mail server took it: after a crash in between it may go twice, never not at all.</remarks>
public sealed class CaseSending(Database database, CaseSeal seal, CaseWriting writing, FileArrivals arrivals, KeptFiles files, Mailer mailer, TimeProvider clock)
{
    public const string ReplyPath = "/reply";

    /// <summary>From the day the answer is asked for; more than the letter says, since late answers are answers too.</summary>
    public static readonly TimeSpan LinkLife = TimeSpan.FromDays(30);

    private const int Portion = 50;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(10);

    /// <summary>Whether this server can mail at all.</summary>
    public bool CanMail => mailer.IsSet;

    /// <summary>Writes and signs what was chosen. A retraction becomes a letter for each thing that is out.</summary>
    public async Task<Outcome<PreparedTexts>> PrepareAsync(
        Caller caller, CaseContext context, CaseRule rule, IReadOnlyList<TextRow> chosen, Signer? signer, string delivery, CancellationToken cancellationToken)
    {
        var prepared = new List<PreparedText>();
        Failure? failure = null;
        foreach (var (row, takenBack) in rule.Move == CaseMove.Retract ? Retractions(context, chosen) : chosen.Select(text => (text, (TextRow?)null)))
        {
            if (!(await PrepareAsync(caller, context, row, takenBack, signer!, delivery, cancellationToken)).TryGet(out var text, out failure))
                break;
            prepared.Add(text);
        }

        var all = new PreparedTexts(prepared);
        if (failure == null)
            return all;
        await all.DisposeAsync();
        return failure;
    }

    /// <summary>In the transaction of the move.</summary>
    public async Task<Outcome<IReadOnlyList<TextRow>>> StoreAsync(
        Session session, CaseRow moved, PreparedTexts prepared, Signer? signer, long now, CancellationToken cancellationToken)
    {
        var sent = new List<TextRow>();
        foreach (var text in prepared.Texts)
        {
            var file = await files.KeepAsync(session, moved.BrandId, text.File, cancellationToken);
            var row = seal.Seal(
                text.Row with
                {
                    SentAt = now,
                    SentBy = signer!.Id,
                    Step = moved.Steps,
                    MailDue = text.Row.Delivery == TextRow.ByMail ? now : null,
                    FileId = file.Id,
                    Sha256 = file.Sha256,
                },
                text.Content);
            if (text.Before == null)
                await CaseTextsStore.AddAsync(session, row);
            else if (!await CaseTextsStore.SendAsync(session, row, text.Before))
                return new Failure("case_moved", "Somebody else changed or sent the letter meanwhile. Nothing was changed.");
            if (text.Token != null)
            {
                // One open link a case: a new round of asking ends the one before.
                await ReplyLinksStore.CloseAsync(session, row.BrandId, row.CaseId, now);
                await ReplyLinksStore.AddAsync(session, new ReplyLinkRow(
                    row.BrandId, row.CaseId, PublicId.Create(), SecretToken.HashOf(text.Token)!, row.TextId, now, now + (long)LinkLife.TotalMilliseconds, UsedAt: null, AnswerId: null, ClosedAt: null));
            }

            sent.Add(row);
        }

        return sent;
    }

    /// <summary>Mails what is due of a case.</summary>
    public async Task SendDueAsync(CaseRow row, CancellationToken cancellationToken)
    {
        foreach (var text in await database.ReadAsync(session => CaseTextsStore.ListAsync(session, row.BrandId, row.CaseId), cancellationToken))
        {
            if (text.MailDue <= clock.GetUtcNow().ToUnixTimeMilliseconds())
                await MailAsync(text, cancellationToken);
        }
    }

    /// <summary>Mails what is due of all brands. Several servers may do it at once: each mail is claimed first.</summary>
    public async Task SendDueAsync(CancellationToken cancellationToken)
    {
        if (!mailer.IsSet)
            return;
        IReadOnlyList<TextRow> due;
        do
        {
            due = await database.ReadAsync(session => CaseTextsStore.ListMailDueAsync(session, clock.GetUtcNow().ToUnixTimeMilliseconds(), Portion), cancellationToken);
            foreach (var text in due)
                await MailAsync(text, cancellationToken);
        }
        while (due.Count == Portion);
    }

    private async Task MailAsync(TextRow row, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!mailer.IsSet || !await database.WriteAsync(session => CaseTextsStore.ClaimMailAsync(session, row, (now + RetryAfter).ToUnixTimeMilliseconds()), cancellationToken))
            return;
        var content = seal.ContentOf(row);
        if (content is { To: { } to, Subject: { } subject, Body: { } body } && await mailer.SendAsync(to, subject, body, await AttachmentsAsync(row, content, cancellationToken), cancellationToken))
            await database.WriteAsync(session => CaseTextsStore.HandOverAsync(session, row, clock.GetUtcNow().ToUnixTimeMilliseconds()), CancellationToken.None);
    }

    private async Task<IReadOnlyList<MailAttachment>> AttachmentsAsync(TextRow row, TextContent content, CancellationToken cancellationToken)
    {
        var attachments = new List<MailAttachment>();
        if (row.FileId is { } id && await files.FindAsync(row.BrandId, id) is { } file && await files.OpenAsync(row.BrandId, id) is { } stream)
        {
            await using (stream)
            {
                using var bytes = new MemoryStream();
                await stream.CopyToAsync(bytes, cancellationToken);
                attachments.Add(new MailAttachment(file.Name, file.MediaType, bytes.ToArray()));
            }
        }

        if (content.Json != null)
            attachments.Add(new MailAttachment("notice.json", "application/json", System.Text.Encoding.UTF8.GetBytes(content.Json)));
        return attachments;
    }

    private async Task<Outcome<PreparedText>> PrepareAsync(Caller caller, CaseContext context, TextRow row, TextRow? takenBack, Signer signer, string delivery, CancellationToken cancellationToken)
    {
        var draft = seal.ContentOf(row);
        var to = takenBack == null ? draft.To : seal.ContentOf(takenBack).To ?? draft.To;
        if (delivery == TextRow.ByMail && (to == null || !mailer.IsSet))
            return new Failure("invalid_case", to == null ? "It has no e-mail address to go to; send it yourself, or fill in `to`." : "This server has no mail server; send it yourself.");
        var token = !row.IsNotice && Words.TryParse<LetterKind>(row.Kind, out var kind) && CaseLetters.Asks(kind) ? SecretToken.Create() : null;
        var written = writing.Write(context, row, signer, token == null ? "" : $"{context.PublicUrl}{ReplyPath}/{token}", takenBack);
        if (!written.IsComplete)
            return new Failure("case_refused", string.Join(' ', written.Missing.Select(gap => gap.Text))) { Missing = written.Missing };
        var (name, bytes) = LetterFile.Make(context, row, draft with { To = to }, written, signer, clock.GetUtcNow());
        using var stream = new MemoryStream(bytes);
        if (!(await arrivals.ReceiveAsync(caller, FilePurpose.Document, name, stream, cancellationToken)).TryGet(out var file, out var failure))
            return failure;
        var isNew = takenBack != null && takenBack.TextId != context.Out.First().TextId;
        return new PreparedText(
            row with
            {
                TextId = isNew ? PublicId.Create() : row.TextId,
                Delivery = delivery,
                LawVersion = LegalRequirements.Current.Version,
                FormsVersion = row.IsNotice ? NoticeForms.Current.Version : null,
                TakesBack = takenBack?.TextId,
            },
            draft with { To = to, Subject = written.Subject, Body = written.Body, Json = written.Json, Signer = signer.Name, SignerRole = CaseLetters.RoleOf(signer) },
            isNew ? null : row.Content,
            file,
            token);
    }

    private static IEnumerable<(TextRow Row, TextRow? TakenBack)> Retractions(CaseContext context, IReadOnlyList<TextRow> chosen) =>
        chosen.SelectMany(draft => context.Out.Select(text => (draft, (TextRow?)text)));
}
