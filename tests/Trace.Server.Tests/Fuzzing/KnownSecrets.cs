using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Storage;
using Trace.Server.Tests.Accounts;
using Trace.Testing;

namespace Trace.Server.Tests.Fuzzing;

/// <summary>What no answer and no log line may hold.</summary>
internal sealed partial class KnownSecrets(IReadOnlyList<string> texts)
{
    public static async Task<KnownSecrets> OfAsync(RunningServer server, IEnumerable<HttpClient> clients)
    {
        var texts = clients.Select(client => client.DefaultRequestHeaders.Authorization?.Parameter).OfType<string>().ToList();
        texts.Add(Person.Password);
        var master = (await File.ReadAllTextAsync(Path.Combine(server.DataFolder, "master.key"))).Trim();
        texts.AddRange(FormsOf(Convert.FromBase64String(master)));
        texts.AddRange(FormsOf(server.Services.GetRequiredService<DeploymentSecrets>().DeviceKey));
        texts.AddRange(await server.Database().ReadAsync(session => session.ListAsync<string>("SELECT password_hash FROM account WHERE password_hash IS NOT NULL;")));
        foreach (var (table, column) in new[] { ("signing_key", "sealed"), ("secret_key", "sealed"), ("deployment_secret", "sealed"), ("data_protection_key", "sealed"), ("api_key", "hash"), ("account_session", "token_hash"), ("webhook", "sealed") })
        {
            var values = await server.Database().ReadAsync(session => session.ListAsync<byte[]>($"SELECT {column} FROM {table};"));
            texts.AddRange(values.SelectMany(FormsOf));
        }

        return new KnownSecrets(texts);
    }

    /// <summary>The first secret in a text; null if it holds none.</summary>
    public string? FindIn(string text) =>
        texts.FirstOrDefault(secret => text.Contains(secret, StringComparison.Ordinal));

    /// <summary>Whether a text holds an API key, known or not. Sixty zeros are a guess of ours and none.</summary>
    public static bool HoldsApiKey(string text) => ApiKeyPattern().Matches(text).Any(match => match.Value.Distinct().Count() > 8);

    private static IEnumerable<string> FormsOf(byte[] bytes) => [Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes), Convert.ToBase64String(bytes).TrimEnd('='), System.Buffers.Text.Base64Url.EncodeToString(bytes)];

    [GeneratedRegex("trace_[0-9A-HJKMNP-TV-Z]{58}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ApiKeyPattern();
}
