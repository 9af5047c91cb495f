// Sections 5 and 7 of api-specs/code-format.md: verifying with a key document.
import { bytesOfDigits, digitsProblem, ed25519Holds } from './crypto.mjs';
import { messageOf, read } from './reading.mjs';
import { NotACode, checkDigitHolds } from './values.mjs';

// --- Section 5: verifying --------------------------------------------------------------------------------------------

/** A small verifier keeps to URIs and to (17). */
export function verifyOffline(keys, text, small = false) {
  let code;
  try {
    code = read(text, small);
  } catch (error) {
    if (error instanceof NotACode) return { outcome: 'not_a_code', reason: 'not_a_code' };
    throw error;
  }
  if (code.leftOut) return { outcome: 'check_online', reason: 'attribute_not_checked' };
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

const ENTRY = ['keyId', 'publicKey', 'brand', 'gtins', 'prefixes', 'notBefore', 'notAfter', 'status', 'statusAt'];

/** JSON.parse keeps the last of two members with one name, the value of 1e0 and halves of surrogate pairs; this looks for them in the text. */
function checkTokens(text) {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  const open = []; // what is open here: the names the page's table knows there, those seen, the last of them
  tokens.forEach((token, i) => {
    const inside = open.at(-1);
    if (token.startsWith('"') && /[\uD800-\uDFFF]/u.test(JSON.parse(token))) throw new Error('half of a surrogate pair');
    if (token === '{') open.push({ known: !inside ? ['keys'] : inside.isKeys ? ENTRY : [], seen: new Set() });
    if (token === '[') open.push({ known: [], seen: new Set(), isKeys: open.length === 1 && inside.name === 'keys' });
    if (token === '}' || token === ']') open.pop();
    if (tokens[i + 1] !== ':') return;
    inside.name = JSON.parse(token);
    if (!inside.known.includes(inside.name)) return;
    if (inside.seen.has(inside.name)) throw new Error(`${inside.name} twice`);
    inside.seen.add(inside.name);
    if (inside.name === 'keyId' && !/^-?[0-9]+$/.test(tokens[i + 2])) throw new Error('keyId');
  });
}

/** RFC 3339, the year 1 to 9999 in UTC too, no leap second. */
function isTime(time) {
  const match = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(time);
  if (typeof time !== 'string' || !match) return false;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const offset = match[7] ? Number(match[7] + '1') * (60 * Number(match[8]) + Number(match[9])) : 0;
  const days = [31, year % 4 || (year % 100 === 0 && year % 400) ? 28 : 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  if (year < 1 || day < 1 || day > days || hour > 23 || minute > 59 || second > 59 || Number(match[8] ?? 0) > 23 || Number(match[9] ?? 0) > 59) return false;
  const utc = new Date(0);
  utc.setUTCFullYear(year, month - 1, day);
  utc.setUTCHours(hour, minute - offset, second);
  return utc.getUTCFullYear() >= 1 && utc.getUTCFullYear() <= 9999;
}

export function readKeys(bytes) {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const document = JSON.parse(text);
  checkTokens(text);
  const need = (condition, what) => { if (!condition) throw new Error(what); };
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
