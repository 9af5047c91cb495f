namespace Trace.Server.Storage;

/// <summary>The master keys of the deployment as the answering server has them.</summary>
/// <param name="Keys">In their order: the first seals, all open.</param>
/// <param name="Unopened">Values that open under none of them.</param>
public sealed record MasterKeyStatus(IReadOnlyList<MasterKeyInfo> Keys, long Unopened);

/// <summary>One master key. Never the key itself.</summary>
/// <param name="Fingerprint">8 hexadecimal digits of SHA-256 over a label and the key.</param>
/// <param name="Seals">Whether new values are sealed under it.</param>
/// <param name="SealedValues">How many values in the database are sealed under it.</param>
public sealed record MasterKeyInfo(string Fingerprint, bool Seals, long SealedValues);
