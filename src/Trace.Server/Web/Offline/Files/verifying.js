// What can be said of a code without a server: section 5 of api-specs/code-format.md. A valid answer proves issue, never that a thing is no copy.
import { holds, isSupported } from './ed25519.js';
import { holdsGtin } from './keys.js';
import { NotACode, read, tailOf } from './reading.js';

/** Returns { outcome, reason, code, keyId, brand }; the words are those of the page. `keys` is what keys.js read. */
export async function verify(keys, text) {
  let code;
  try {
    code = read(text);
  } catch (error) {
    if (error instanceof NotACode) return { outcome: 'not_a_code', reason: 'not_a_code' };
    throw error;
  }
  if (code.leftOut) return { outcome: 'check_online', reason: 'attribute_not_checked', code };
  if (code.s === null) return { outcome: 'check_online', reason: 'signature_absent', code };
  const bytes = bytesOfDigits(code.s);
  if (!bytes) return { outcome: 'not_a_code', reason: 'not_a_code' };

  const keyId = (bytes[1] << 8) | bytes[2];
  const key = keys.get(keyId);
  if (!key) return { outcome: 'unknown_key', reason: 'unknown_key', code, keyId };
  const said = { code, keyId, brand: key.brand };
  if (!holdsGtin(key, code.gtin)) return { outcome: 'invalid', reason: 'wrong_key', ...said };
  // The one reason that the page does not have: it says nothing of the code.
  if (!await isSupported()) return { outcome: 'check_online', reason: 'browser_cannot_verify', ...said };
  const message = new TextEncoder().encode(`trace-code-v1\n${tailOf(code)}`);
  if (!key.isUsable || !await holds(key.publicKey, message, bytes.subarray(3))) return { outcome: 'invalid', reason: 'signature_invalid', ...said };
  return key.status === 'revoked' ? { outcome: 'check_online', reason: 'key_revoked', ...said } : { outcome: 'valid', reason: 'signature_valid', ...said };
}

/** 67 bytes from 162 digits, or null: section 2.1. */
export function bytesOfDigits(text) {
  if (!/^[0-9]{162}$/.test(text)) return null;
  const number = BigInt(text);
  if (number >> 528n !== 1n) return null; // Too large, or another format.
  const hex = number.toString(16).padStart(134, '0');
  return Uint8Array.from({ length: 67 }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}
