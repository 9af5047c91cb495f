// Sections 5 and 7 of api-specs/code-format.md: verifying with a key document.
import { bytesOfDigits, digitsProblem, ed25519Holds } from './crypto.mjs';
import { NotACode, checkDigitHolds, messageOf, read } from './reading.mjs';

// --- Section 5: verifying --------------------------------------------------------------------------------------------

export function verifyOffline(keys, text) {
  let code;
  try {
    code = read(text);
  } catch (error) {
    if (error instanceof NotACode) return { outcome: 'not_a_code', reason: 'not_a_code' };
    throw error;
  }
  if (code.s === null) return { outcome: 'check_online', reason: 'signature_absent', code };
  if (digitsProblem(code.s)) return { outcome: 'not_a_code', reason: 'not_a_code' };
  const bytes = bytesOfDigits(code.s);
  const keyId = bytes.readUInt16BE(1);
  const key = keys.get(keyId);
  if (!key) return { outcome: 'unknown_key', reason: 'unknown_key', code, keyId };
  if (!(key.gtins ?? []).includes(code.gtin) && !(key.prefixes ?? []).some((prefix) => code.gtin.startsWith(prefix)))
    return { outcome: 'invalid', reason: 'wrong_key', code, keyId };
  if (!ed25519Holds(Buffer.from(key.publicKey, 'base64url'), messageOf(code), bytes.subarray(3))) return { outcome: 'invalid', reason: 'signature_invalid', code, keyId };
  return key.status === 'revoked' ? { outcome: 'check_online', reason: 'key_revoked', code, keyId } : { outcome: 'valid', reason: 'signature_valid', code, keyId };
}

// --- Section 7: key documents ----------------------------------------------------------------------------------------

/** JSON.parse keeps the last of two members with one name and the value of 1e0; this looks for both in the text. */
function checkMembers(text, known) {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  const open = [];
  tokens.forEach((token, i) => {
    if (token === '{') open.push(new Set());
    if (token === '[') open.push(null);
    if (token === '}' || token === ']') open.pop();
    if (tokens[i + 1] !== ':' || !open.at(-1)) return;
    const name = JSON.parse(token);
    if (known.has(name) && open.at(-1).has(name)) throw new Error(`${name} twice`);
    open.at(-1).add(name);
    if (name === 'keyId' && !/^[0-9]+$/.test(tokens[i + 2])) throw new Error('keyId');
  });
}

export function readKeys(text) {
  const document = JSON.parse(text);
  checkMembers(text, new Set(['keys', 'keyId', 'publicKey', 'brand', 'gtins', 'prefixes', 'notBefore', 'notAfter', 'status', 'statusAt']));
  const need = (condition, what) => { if (!condition) throw new Error(what); };
  const isTime = (time) => typeof time === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(time) && !Number.isNaN(Date.parse(time));
  const areAll = (list, test) => list == null || (Array.isArray(list) && list.every((item) => typeof item === 'string' && test(item)));
  need(Array.isArray(document?.keys), 'keys');
  const keys = new Map();
  for (const key of document.keys) {
    need(Number.isInteger(key?.keyId) && key.keyId >= 0 && key.keyId <= 65535 && !keys.has(key.keyId), 'keyId');
    need(typeof key.publicKey === 'string' && /^[A-Za-z0-9\-_]{43}$/.test(key.publicKey) && Buffer.from(key.publicKey, 'base64url').toString('base64url') === key.publicKey, 'publicKey');
    need(areAll(key.gtins, (gtin) => /^[0-9]{14}$/.test(gtin) && checkDigitHolds(gtin)), 'gtins');
    need(areAll(key.prefixes, (prefix) => /^[0-9]{1,14}$/.test(prefix)), 'prefixes');
    need(isTime(key.notBefore) && (key.notAfter == null || isTime(key.notAfter)) && (key.statusAt == null || isTime(key.statusAt)), 'times');
    need(['active', 'retired', 'revoked'].includes(key.status) && (key.brand == null || typeof key.brand === 'string'), 'status or brand');
    keys.set(key.keyId, key);
  }
  return keys;
}
