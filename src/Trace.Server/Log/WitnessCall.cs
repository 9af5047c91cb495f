using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Trace.Core.TransparencyLog;
using Trace.Server.Http.Outbound;

namespace Trace.Server.Log;

/// <summary>Asks one witness to cosign a checkpoint.</summary>
/// <remarks>C2SP tlog-witness, "add-checkpoint". Nothing a witness answers is believed: its signature is checked.</remarks>
public sealed class WitnessCall(IHttpClientFactory clients)
{
    public const string ClientName = "witnesses";
    public const string AllowSetting = "Log:Allow";

    /// <summary>Longer answers are cut, and then hold no signature.</summary>
    private const int MaxAnswerBytes = 64 * 1024;

    /// <summary>The line of the witness, or a sentence on why there is none; and the size it said it has, where that was another one.</summary>
    public async Task<(NoteSignature? Line, long? Known, string Problem)> AskAsync(LogWitness witness, SignedNote note, long earlierSize, IReadOnlyList<MerkleHash> proof, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{witness.Url.AbsoluteUri.TrimEnd('/')}/add-checkpoint")) { Content = new ByteArrayContent(Body(note, earlierSize, proof)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "utf-8");
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var answer = await ReadAsync(response, cancellationToken);
            if (response.StatusCode == HttpStatusCode.Conflict && response.Content.Headers.ContentType?.MediaType == "text/x.tlog.size"
                && long.TryParse(answer.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var known))
                return (null, known, "It has another size.");
            if (response.StatusCode != HttpStatusCode.OK)
                return (null, null, string.Create(CultureInfo.InvariantCulture, $"It answered {(int)response.StatusCode}."));
            var line = SignedNote.TryParse(Encoding.UTF8.GetBytes($"{note.Text}\n{answer}"), out var cosigned, out _)
                ? cosigned.Signatures.FirstOrDefault(signature => witness.Key.Verify(note.Text, signature, out _))
                : null;
            return (line, null, line == null ? "Its answer is no signature of its key." : "");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, null, "It did not answer in time.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (null, null, exception.GetBaseException() is OutboundRefusedException ? "Its address is not one this server calls." : "It cannot be reached.");
        }
    }

    private static byte[] Body(SignedNote note, long earlierSize, IReadOnlyList<MerkleHash> proof)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"old {earlierSize}\n");
        foreach (var hash in proof)
            text.Append(hash).Append('\n');
        return [.. Encoding.UTF8.GetBytes(text.Append('\n').ToString()), .. note.ToBytes()];
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxAnswerBytes];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
