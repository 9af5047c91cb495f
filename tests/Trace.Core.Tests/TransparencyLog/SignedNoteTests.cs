using System.Text;
using System.Text.Json;
using NSec.Cryptography;
using Trace.Core.TransparencyLog;
using Xunit;

namespace Trace.Core.Tests.TransparencyLog;

/// <summary>Signed notes and the keys that sign them.</summary>
public sealed class SignedNoteTests
{
    private static readonly JsonElement Published = LogVectors.Load("signed-note.json");

    [Fact]
    public void Published_notes_come_out_as_published()
    {
        var notes = Published.List("notes");
        Assert.Equal((15, 5), (notes.Count, notes.Count(vector => vector.GetProperty("ok").GetBoolean())));
        Assert.All(notes, vector =>
        {
            IReadOnlyList<VerifiedSignature> verified = [];
            var isParsed = SignedNote.TryParse(Convert.FromBase64String(vector.Text("note_b64")), out var note, out _);
            var isVerified = isParsed && note!.TryVerify(vector.List("vkeys").Select(vkey => Key(vkey.GetString()!)), out verified, out _);
            var error = vector.TryGetProperty("error", out var text) ? text.GetString() : null;
            Assert.Equal((vector.Text("name"), error != "malformed", error is null), (vector.Text("name"), isParsed, isVerified));
            if (isVerified)
                Assert.Equal(vector.List("verified").Select(name => name.GetString()), verified.Select(signature => signature.Signer.Name));
        });
    }

    [Fact]
    public void The_published_private_key_makes_the_published_signature()
    {
        var seed = Convert.FromBase64String(Published.Text("signerKey").Split('+', 5)[4])[1..];
        using var key = NSec.Cryptography.Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        var signer = new NoteSigner("PeterNeumann", NoteSignatureType.Ed25519, key);
        Assert.Equal(Published.Text("vkey"), signer.Verifier.ToString());
        var bytes = Convert.FromBase64String(Published.List("notes")[0].Text("note_b64"));
        Assert.True(SignedNote.TryParse(bytes, out var note, out _));
        Assert.Equal(bytes, new SignedNote(note.Text, [signer.Sign(note.Text)]).ToBytes());
    }

    [Fact]
    public void A_key_that_is_cut_or_changed_is_refused()
    {
        var text = Published.Text("vkey");
        Assert.Equal(text, Key(text).ToString());
        for (var begin = 0; begin < text.Length; begin++)
        {
            for (var length = 0; length < text.Length - (begin == 0 ? 0 : begin - 1) - 1; length++)
                Assert.False(NoteVerifier.TryParse(text.Substring(begin, Math.Min(length, text.Length - begin)), out _));
            Assert.False(NoteVerifier.TryParse($"{text[..begin]}{(char)(text[begin] + 1)}{text[(begin + 1)..]}", out _));
        }

        Assert.All(Published.List("badVkeys"), bad => Assert.False(NoteVerifier.TryParse(bad.GetString()!, out _)));
        Assert.All(new[] { "", "+", "++", "a+b+c", text + "=", text.ToUpperInvariant(), " " + text }, bad => Assert.False(NoteVerifier.TryParse(bad, out _)));
    }

    [Fact]
    public void Every_byte_of_a_signed_note_counts()
    {
        var bytes = Note().ToBytes();
        Assert.True(IsSigned(bytes));
        for (var place = 0; place < bytes.Length; place++)
        {
            foreach (var change in new byte[] { 1, 0x20, 0x80 })
            {
                var changed = bytes.ToArray();
                changed[place] ^= change;
                Assert.False(IsSigned(changed), $"Byte {place} of {Encoding.UTF8.GetString(changed)}");
            }

            Assert.False(IsSigned(bytes[..place]));
            Assert.False(IsSigned([.. bytes[..place], .. bytes.AsSpan(place + 1)]));
        }
    }

    [Theory]
    [InlineData("text\n\n")]
    [InlineData("text\n\n\n")]
    [InlineData("text\n— a AAAAAAE=\n")]
    [InlineData("text\n\n- a AAAAAAE=\n")]
    [InlineData("text\n\n—  a AAAAAAE=\n")]
    [InlineData("text\n\n—a AAAAAAE=\n")]
    [InlineData("text\n\n— AAAAAAE=\n")]
    [InlineData("text\n\n— a\n")]
    [InlineData("text\n\n—\n")]
    [InlineData("text\n\n— \n")]
    [InlineData("text\n\n— a \n")]
    [InlineData("text\n\n— a AAAAAAE=\r\n")]
    [InlineData("text\n\n— a AAAAAAE= \n")]
    [InlineData("text\n\n— a AAAA AAE=\n")]
    [InlineData("text\n\n— a AAAAAAE\n")]
    [InlineData("text\n\n— a AAAAAAF=\n")]
    [InlineData("text\n\n— a AAAAAA==\n")]
    [InlineData("text\n\n— a+b AAAAAAE=\n")]
    [InlineData("text\n\n— a\u00a0b AAAAAAE=\n")]
    [InlineData("text\n\n— a AAAAAAE=\n\n")]
    [InlineData("text\n\n— a AAAAAAE=\nmore\n")]
    [InlineData("te\txt\n\n— a AAAAAAE=\n")]
    [InlineData("te\0xt\n\n— a AAAAAAE=\n")]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n")]
    public void What_is_no_note_is_refused(string text)
    {
        Assert.False(SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out _, out var problem));
        Assert.NotEqual("", problem);
        // The control: the same with nothing wrong.
        Assert.True(SignedNote.TryParse("text\n\n— a AAAAAAE=\n"u8, out var note, out _));
        Assert.Equal(("text\n", 0u, (byte)1), (note.Text, note.Signatures[0].KeyId, note.Signatures[0].Bytes.Span[0]));
    }

    [Fact]
    public void The_last_empty_line_ends_the_text()
    {
        Assert.True(SignedNote.TryParse("a\n\n— a AAAAAAE=\n\n\n— b AAAAAAE=\n"u8, out var note, out _));
        Assert.Equal("a\n\n— a AAAAAAE=\n\n", note.Text);
        Assert.Equal("b", Assert.Single(note.Signatures).Name);
    }

    [Fact]
    public void A_note_has_limits()
    {
        Assert.True(SignedNote.TryParse(Lines(SignedNote.MaxSignatures), out _, out _));
        Assert.False(SignedNote.TryParse(Lines(SignedNote.MaxSignatures + 1), out _, out _));
        Assert.True(SignedNote.TryParse([.. Enumerable.Repeat((byte)'a', SignedNote.MaxBytes - Lines(1).Length), .. Lines(1)], out _, out _));
        Assert.False(SignedNote.TryParse([.. Enumerable.Repeat((byte)'a', SignedNote.MaxBytes + 1 - Lines(1).Length), .. Lines(1)], out _, out _));

        static byte[] Lines(int count) => Encoding.UTF8.GetBytes("text\n\n" + string.Concat(Enumerable.Repeat("— a AAAAAAE=\n", count)));
    }

    [Fact]
    public void A_line_of_a_known_key_has_to_hold_wherever_it_stands()
    {
        var note = Note();
        var wrong = TestLog.Signer.Sign("other\n");
        Assert.False((note with { Signatures = [note.Signatures[0], wrong] }).TryVerify([TestLog.Signer.Verifier], out _, out _));
        Assert.False((note with { Signatures = [wrong, note.Signatures[0]] }).TryVerify([TestLog.Signer.Verifier], out _, out _));
        // Of another key that shares the name or the number it is passed over.
        Assert.True((note with { Signatures = [wrong with { KeyId = 7 }, note.Signatures[0], wrong with { Name = "other" }] }).TryVerify([TestLog.Signer.Verifier], out var verified, out _));
        Assert.Single(verified);
        Assert.False(note.TryVerify([], out _, out _));
    }

    [Fact]
    public void A_key_signs_a_note_once()
    {
        var note = Note().With(TestLog.Witnesses[0].Cosign("trace\n", DateTimeOffset.FromUnixTimeSeconds(1)));
        Assert.Equal(2, note.Signatures.Count);
        note = note.With(TestLog.Witnesses[0].Cosign("trace\n", DateTimeOffset.FromUnixTimeSeconds(2)));
        Assert.True(note.TryVerify([TestLog.Witnesses[0].Verifier], out var verified, out _));
        Assert.Equal((2, 2L), (note.Signatures.Count, Assert.Single(verified).UnixSeconds));
    }

    [Fact]
    public void Texts_of_ours_that_cannot_be_signed_are_mistakes()
    {
        Assert.All(new[] { "", "no line feed", "a\rb\n" }, text => Assert.Throws<ArgumentException>(() => TestLog.Signer.Sign(text)));
        Assert.Throws<InvalidOperationException>(() => TestLog.Witnesses[0].Sign("a\n"));
        Assert.Throws<InvalidOperationException>(() => TestLog.Signer.Cosign("a\n", DateTimeOffset.UnixEpoch));
        Assert.All(new[] { "", "a b", "a+b", "a\u2003b", "a\n" }, name => Assert.Throws<ArgumentException>(() => TestLog.SignerOf(name, NoteSignatureType.Ed25519, "label")));
    }

    private static SignedNote Note() => new("trace\n", [TestLog.Signer.Sign("trace\n")]);

    private static bool IsSigned(byte[] bytes) => SignedNote.TryParse(bytes, out var note, out _) && note.TryVerify([TestLog.Signer.Verifier], out _, out _);

    private static NoteVerifier Key(string text) => NoteVerifier.TryParse(text, out var key) ? key : throw new InvalidOperationException($"{text} is no key.");
}
