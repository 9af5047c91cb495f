using System.Net;
using System.Net.Http.Headers;
using Trace.Core.Evidence;
using Trace.Server.Http.Outbound;

namespace Trace.Server.Dossiers;

/// <summary>What came of asking one authority.</summary>
/// <param name="Authority">Its host.</param>
/// <param name="Token">What stands in the pack; null when none came.</param>
/// <param name="Problem">Why none came.</param>
public sealed record TimestampOutcome(string Authority, NamedToken? Token, string? Problem);

/// <summary>Asks time-stamp authorities: RFC 3161 over HTTP, through the client that guards calls to addresses we were given.</summary>
/// <remarks>
/// The setting <c>Timestamps:Allow</c> names host:port pairs that may be called over http, or inside the network. What is sent is a hash and a random number. An authority that does not answer,
/// or not with a token that holds, is left out and told; the pack is made without it.
/// </remarks>
public sealed class Timestamps(IHttpClientFactory clients, DossierSettings settings)
{
    public const string ClientName = "timestamps";
    public const string AllowSetting = "Timestamps:Allow";

    private static readonly MediaTypeHeaderValue Query = new(TimestampRequest.RequestMediaType);

    public IReadOnlyList<string> Authorities => [.. settings.Authorities.Select(uri => uri.Host)];

    /// <summary>All at once; in the order of the setting.</summary>
    public async Task<IReadOnlyList<TimestampOutcome>> AskAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) =>
        await Task.WhenAll(settings.Authorities.Select((authority, i) => AskAsync(authority, DossierSettings.TokenName(i + 1, authority), sha256, cancellationToken)));

    private async Task<TimestampOutcome> AskAsync(Uri authority, string name, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken)
    {
        var question = new TimestampRequest(sha256.Span);
        using var client = clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Post, authority) { Content = new ByteArrayContent(question.ToBytes()) };
        request.Content.Headers.ContentType = Query;
        request.Headers.UserAgent.ParseAdd("Trace-Timestamps/1");
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
                return Missing($"It answered with HTTP status {(int)response.StatusCode}.");
            if (response.Content.Headers.ContentType?.MediaType is { } type && !type.Equals(TimestampRequest.ResponseMediaType, StringComparison.OrdinalIgnoreCase))
                return Missing("It answered with something else than a timestamp.");
            return question.TryRead(await ReadAsync(response, cancellationToken), out var token, out var problem)
                ? new TimestampOutcome(authority.Host, new NamedToken(name, token), Problem: null)
                : Missing(problem);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Missing("It did not answer in time.");
        }
        catch (OutboundRefusedException refused)
        {
            return Missing(refused.Message);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Missing("It cannot be reached.");
        }

        TimestampOutcome Missing(string problem) => new(authority.Host, Token: null, problem);
    }

    /// <summary>One byte more than a response may have, so that a longer one is seen to be.</summary>
    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = new byte[TimestampRequest.MaxResponseBytes + 1];
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return bytes[..read];
    }
}
