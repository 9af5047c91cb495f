using System.Globalization;
using Trace.Core.Documents;
using Trace.Core.Evidence;
using static Trace.Server.Dossiers.DossierWords;

namespace Trace.Server.Dossiers;

/// <summary>The last parts of a dossier: every step with its place in the log, how to check the pack, and what it does not show.</summary>
internal static class DossierPdfProofs
{
    public static void Write(FlowingDocument document, DossierContent content)
    {
        Steps(document, content);
        Verification(document, content.Proofs);
        Limits(document, content);
    }

    private static void Steps(FlowingDocument document, DossierContent content)
    {
        document.Heading("9  Steps of the case");
        if (content.Steps.Count == 0)
            document.Paragraph("No step was made yet.");
        document.Table(
            [new("No.", 20), new("Step", 92), new("State after it", 82), new("At", 104), new("By", 70), new("Entry in the log", 62)],
            content.Steps.Select(step => (IReadOnlyList<string>)
            [
                step.Number.ToString(CultureInfo.InvariantCulture), Plain(step.Move) + (step.Reason is { } reason ? $"\n“{reason}”" : ""), Plain(step.State), Time(step.At), step.By ?? "the server",
                step.RecordId is { } id && content.Proofs.Entries.TryGetValue(id, out var index) ? index.ToString(CultureInfo.InvariantCulture) : "none in this pack",
            ]));
        if (content.Proofs.Waiting > 0)
        {
            document.Paragraph(
                string.Create(CultureInfo.InvariantCulture, $"Records of this case that are not in this pack: {content.Proofs.Waiting}. No published checkpoint of the log held them when it was made, or they are of an earlier log."),
                DocumentStyle.Note);
        }
    }

    private static void Verification(FlowingDocument document, DossierProofs proofs)
    {
        document.Heading("10  How to check this pack without us");
        document.Paragraph("The pack is one ZIP file. Every byte of it is signed: if one is changed, the check fails and says where. It takes no access to our server or database.");
        document.Space(4);
        document.List(
        [
            $"Get the keys from elsewhere than from this pack, for example from {(proofs.KeysAt.Length > 0 ? proofs.KeysAt : "the address of the service")}/evidence/key and /log/key, or from a letter of the brand, and compare them with those below.",
            "With the program of the project: trace evidence verify PACK --key KEY --key KEY, with the two keys (it ends with 0 if all holds). With a program of your own: api-specs/evidence-pack.md of the project describes the file to the last byte and has test vectors.",
            "With common tools alone: unzip the pack; sha256sum of each file below files/ is what manifest.json and section 1 of this dossier say; openssl ts -verify checks each token below rfc3161/ against manifest.json and the authority's own certificate.",
            "Entries below log/ show that a record was in the public transparency log, which others can watch: the record, a random salt, and the path to the signed root of the log. The log was public before; nothing in it can be put back or taken out without that being seen.",
        ]);
        document.Subheading("Keys");
        document.Fields([("Signs this pack", proofs.Signer), ("Signs the log", proofs.Log ?? "no record of the log is in this pack")]);
        document.Subheading("Timestamps");
        document.Paragraph(proofs.Authorities.Count == 0
            ? "No timestamp authority is configured for this service, so the pack has no timestamps; when it was made is the signer's word."
            : $"After this document was closed, these authorities were asked for a timestamp over the manifest, which holds the hash of this document: {string.Join(", ", proofs.Authorities)}. "
                + $"What each answered is below {EvidenceNames.TimestampsFolder} under its name; of one that is not there, no valid answer came.");
    }

    private static void Limits(FlowingDocument document, DossierContent content)
    {
        document.Heading("11  What this dossier does not show");
        document.List(
        [
            "That what a file says is true. The signature, the log and the timestamps show that it was there at a time and was not changed since; a screenshot shows what a screen showed to whoever took it.",
            "What the seller knew or meant, or who the seller is beyond what the platform showed.",
            "That goods were, or were not, made by the brand, beyond the finding of a named examiner where there is one.",
            "What was erased, because the law or a person asked for it, and what nobody recorded.",
            content.Proofs.Log is null ? "That its records stood in a public log: this pack holds none." : "The order of things within the second or two before a record reached the log.",
        ]);
        document.Space(6);
        document.Paragraph("This is no legal advice. Drafts of a certificate under Federal Rules of Evidence 902(13) and (14) and of a note on Regulation (EU) No 910/2014 lie in the pack; each has to be completed, checked and signed by a qualified person before it is used.", DocumentStyle.Note);
    }
}
