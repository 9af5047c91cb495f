using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using ISession = Net.Pkcs11Interop.HighLevelAPI.ISession;

namespace Trace.Server.Storage;

/// <summary>Which key of which token. Settings <c>MasterKey:Pkcs11:…</c>.</summary>
/// <param name="Library"><c>Library</c>: path of the PKCS#11 library of the token's maker.</param>
/// <param name="Token"><c>Token</c>: label of the token.</param>
/// <param name="Key"><c>Key</c>: label of an AES-256 key on it.</param>
/// <param name="PinFile"><c>PinFile</c>: a file with the user PIN, mode 0600; without it the environment variable TRACE_PKCS11_PIN.</param>
public sealed record Pkcs11Settings(string Library, string Token, string Key, string? PinFile);

/// <summary>A key on a PKCS#11 token that encrypts master keys and never leaves the token.</summary>
/// <remarks>
/// PKCS#11 2.40, CKM_AES_GCM: a random nonce of 12 bytes, the ciphertext, a tag of 16. The token is asked when master keys are read or
/// made, never for a scan. The session is closed at once, so that a token that is pulled out or restarted needs nothing.
/// </remarks>
public sealed class Pkcs11Token(Pkcs11Settings settings)
{
    public const string PinVariable = "TRACE_PKCS11_PIN";
    private const int NonceSizeBytes = 12;
    private const int TagSizeBits = 128;

    private static readonly byte[] Purpose = "trace-master-key"u8.ToArray();

    /// <summary>Pkcs11Interop asks for <c>libdl</c>, a name that only development packages of glibc install.</summary>
    static Pkcs11Token() => NativeLibrary.SetDllImportResolver(
        typeof(Pkcs11InteropFactories).Assembly,
        (name, _, _) => name == "libdl" && (NativeLibrary.TryLoad("libdl.so.2", out var library) || NativeLibrary.TryLoad("libc.so", out library)) ? library : IntPtr.Zero);

    /// <summary>Loading and unloading a library concerns the whole process: one at a time.</summary>
    private static readonly Lock Gate = new();

    /// <exception cref="InvalidOperationException">The token cannot be used; the message says why.</exception>
    public byte[] Wrap(byte[] key)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceSizeBytes);
        return [.. nonce, .. Use((session, handle) => session.Encrypt(Mechanism(session, nonce), handle, key))];
    }

    /// <summary>Null when another key encrypted it.</summary>
    /// <exception cref="InvalidOperationException">The token cannot be used; the message says why.</exception>
    public byte[]? Unwrap(ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length <= NonceSizeBytes + TagSizeBits / 8)
            return null;
        var (nonce, content) = (wrapped[..NonceSizeBytes].ToArray(), wrapped[NonceSizeBytes..].ToArray());
        return Use((session, handle) =>
        {
            try
            {
                return session.Decrypt(Mechanism(session, nonce), handle, content);
            }
            catch (Pkcs11Exception exception) when (exception.RV is CKR.CKR_ENCRYPTED_DATA_INVALID or CKR.CKR_GENERAL_ERROR or CKR.CKR_DATA_INVALID)
            {
                return null;
            }
        });
    }

    private static IMechanism Mechanism(ISession session, byte[] nonce) => session.Factories.MechanismFactory.Create(
        CKM.CKM_AES_GCM,
        session.Factories.MechanismParamsFactory.CreateCkGcmParams(nonce, (ulong)nonce.Length * 8, Purpose, TagSizeBits));

    private T Use<T>(Func<ISession, IObjectHandle, T> use)
    {
        lock (Gate)
        {
            try
            {
                var factories = new Pkcs11InteropFactories();
                using var library = factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, settings.Library, AppType.MultiThreaded);
                var slot = library.GetSlotList(SlotsType.WithTokenPresent).FirstOrDefault(slot => slot.GetTokenInfo().Label.TrimEnd() == settings.Token)
                    ?? throw new InvalidOperationException($"There is no PKCS#11 token with the label {settings.Token}.");
                using var session = slot.OpenSession(SessionType.ReadOnly);
                session.Login(CKU.CKU_USER, ReadPin());
                var result = use(session, FindKey(session));
                session.Logout();
                return result;
            }
            catch (Pkcs11Exception exception)
            {
                throw new InvalidOperationException($"The PKCS#11 token {settings.Token} refused: {exception.RV}.", exception);
            }
            catch (Exception exception) when (exception is UnmanagedException or DllNotFoundException or BadImageFormatException)
            {
                throw new InvalidOperationException($"The PKCS#11 library {settings.Library} cannot be used: {exception.Message.Split('\n')[0]}", exception);
            }
        }
    }

    private IObjectHandle FindKey(ISession session)
    {
        var attributes = session.Factories.ObjectAttributeFactory;
        var found = session.FindAllObjects([
            attributes.Create(CKA.CKA_CLASS, CKO.CKO_SECRET_KEY),
            attributes.Create(CKA.CKA_KEY_TYPE, CKK.CKK_AES),
            attributes.Create(CKA.CKA_LABEL, settings.Key),
        ]);
        if (found.Count != 1)
            throw new InvalidOperationException($"The PKCS#11 token {settings.Token} has {found.Count} AES keys with the label {settings.Key}, not one.");
        var known = session.GetAttributeValue(found[0], [CKA.CKA_VALUE_LEN, CKA.CKA_SENSITIVE, CKA.CKA_EXTRACTABLE]);
        if (known[0].GetValueAsUlong() != MasterKeyText.SizeBytes)
            throw new InvalidOperationException($"The key {settings.Key} of the PKCS#11 token {settings.Token} is not an AES-256 key.");
        return known[1].GetValueAsBool() && !known[2].GetValueAsBool()
            ? found[0]
            : throw new InvalidOperationException($"The key {settings.Key} can be read out of the PKCS#11 token {settings.Token}; use one that is sensitive and not extractable.");
    }

    private byte[] ReadPin()
    {
        if (settings.PinFile is not { Length: > 0 } path)
        {
            return Environment.GetEnvironmentVariable(PinVariable) is { Length: > 0 } pin
                ? Encoding.UTF8.GetBytes(pin)
                : throw new InvalidOperationException($"The PKCS#11 token needs a PIN: set MasterKey:Pkcs11:PinFile or {PinVariable}.");
        }

        if (!File.Exists(path))
            throw new InvalidOperationException($"There is no file {path} with the PIN of the PKCS#11 token.");
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
            throw new InvalidOperationException($"{path} holds the PIN of the PKCS#11 token, and others than its owner may read or write it: chmod 600 it.");
        return Encoding.UTF8.GetBytes(File.ReadAllText(path).Trim());
    }
}
