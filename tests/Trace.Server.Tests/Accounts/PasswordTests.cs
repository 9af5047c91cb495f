using Microsoft.Extensions.Configuration;
using Trace.Server.Accounts;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Accounts;

/// <summary>Which passwords are taken, and how they are kept.</summary>
public sealed class PasswordTests
{
    private static readonly PasswordRules Rules = new(new BreachedPasswords(new ConfigurationBuilder().Build()));

    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("blaue Giraffe kauft Kreide")]
    [InlineData("Zwölf Boxkämpfer jagen")]
    [InlineData("молоко стоит у окна")]
    [InlineData("x9!kQz7#mP2$vL5")]
    [InlineData("我家的狗喜欢在雨里跑步吗真的喜欢")]
    public void A_password_that_is_hard_to_guess_is_taken(string password) =>
        Assert.Null(Rules.Problem(password, "kim@acme.example", "Kim"));

    [Theory]
    [InlineData("short one")]
    [InlineData("passwordpassword")]
    [InlineData("P@ssw0rdP@ssw0rd1!")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("123456789012345678")]
    [InlineData("abcdefghijklmnopq")]
    [InlineData("qwertyuiopqwertyuiop")]
    [InlineData("kimkimkimkimkimkim")]
    [InlineData("acme-kim-acme-kim")]
    [InlineData("dragonmonkeyletmein")]
    [InlineData("xkqzxkqzxkqzxkqz")]
    public void A_password_that_is_short_or_easily_guessed_is_refused(string password) =>
        Assert.Equal("invalid_password", Rules.Problem(password, "kim@acme.example", "Kim")?.Code);

    [Fact]
    public void A_password_of_the_breached_list_is_refused_wherever_it_stands_in_it()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "breached.txt");
        var passwords = Enumerable.Range(0, 200).Select(i => $"a long breached password {i}").ToList();
#pragma warning disable CA5350, RS0030 // The list's format.
        File.WriteAllLines(path, passwords.Take(150)
            .Select(password => $"{Convert.ToHexString(System.Security.Cryptography.SHA1.HashData(System.Text.Encoding.UTF8.GetBytes(password)))}:{password.Length * 7}").Order(StringComparer.Ordinal));
#pragma warning restore CA5350, RS0030
        var breached = new BreachedPasswords(new ConfigurationBuilder().AddInMemoryCollection([new("Passwords:BreachedFile", path)]).Build());

        Assert.Equal(passwords.Take(150), passwords.Where(breached.Contains));
    }

    [Fact]
    public async Task A_password_is_kept_as_Argon2id_with_the_parameters_OWASP_asks_for()
    {
        using var hasher = new PasswordHasher();
        Assert.True((await hasher.HashAsync("blaue Giraffe kauft Kreide")).TryGet(out var stored, out _));

        Assert.Matches("^\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}$", stored);
        Assert.True(await FitsAsync("blaue Giraffe kauft Kreide", stored));
        Assert.False(await FitsAsync("blaue Giraffe kauft Kreide.", stored));
        Assert.False(await FitsAsync("blaue Giraffe kauft Kreide", null));
        // The same letters from another keyboard, and a hash of other parameters.
        Assert.True((await hasher.HashAsync("Zwo\u0308lf Boxka\u0308mpfer")).TryGet(out var decomposed, out _));
        Assert.True(await FitsAsync("Zwölf Boxkämpfer", decomposed));

        async Task<bool> FitsAsync(string password, string? hash) => (await hasher.VerifyAsync(password, hash)).TryGet(out var fits, out _) && fits;
    }
}
