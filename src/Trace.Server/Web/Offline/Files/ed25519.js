// Ed25519 as section 2.3 of api-specs/code-format.md wants it: WebCrypto does the arithmetic; what implementations disagree on is decided here.

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The y of the points of order 1, 4, 2 and 8; the sign of x changes nothing. */
const SMALL_ORDER = new Set([
  1n, 0n, P - 1n,
  littleEndian(bytesOfHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')),
  littleEndian(bytesOfHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')),
]);

function bytesOfHex(text) {
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

function littleEndian(bytes) {
  return bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

/** Without the sign bit of x. */
const yOf = (bytes) => littleEndian(bytes) & (2n ** 255n - 1n);

/** Canonical, and of no small order: for R and for public keys. */
export function isUsablePoint(bytes) {
  const y = yOf(bytes);
  return y < P && !SMALL_ORDER.has(y);
}

/** False where the browser has no Ed25519, or keeps WebCrypto to secure addresses. */
export async function isSupported() {
  try {
    await crypto.subtle.importKey('raw', bytesOfHex('5866666666666666666666666666666666666666666666666666666666666666'), 'Ed25519', false, ['verify']);
    return true;
  } catch {
    return false;
  }
}

/** Hostile input gives false. A browser without Ed25519 never gets here: its codes are not judged (see verifying.js). */
export async function holds(publicKey, message, signature) {
  const r = signature.subarray(0, 32);
  if (littleEndian(signature.subarray(32)) >= L || !isUsablePoint(r) || !isUsablePoint(publicKey)) return false;
  try {
    const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, signature, message);
  } catch {
    return false; // The public key is no point of the curve.
  }
}
