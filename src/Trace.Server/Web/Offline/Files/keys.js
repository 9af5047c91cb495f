// The published keys: section 7 of api-specs/code-format.md. A document that can be read in two ways is refused as a whole.
import { isUsablePoint } from './ed25519.js';
import { isGtin } from './reading.js';

const ENTRY = ['keyId', 'publicKey', 'brand', 'gtins', 'prefixes', 'notBefore', 'notAfter', 'status', 'statusAt'];
const STATUSES = ['active', 'retired', 'revoked'];

/** A map from key id to key; throws for a document that is refused. `bytes` is what the server sent. */
export function readKeys(bytes) {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const document = JSON.parse(text);
  checkNames(text);
  need(Array.isArray(document?.keys), 'keys');
  const keys = new Map();
  for (const entry of document.keys) {
    const key = readKey(entry);
    need(!keys.has(key.keyId), 'key id twice');
    keys.set(key.keyId, key);
  }
  return keys;
}

function readKey(entry) {
  need(Number.isInteger(entry?.keyId) && entry.keyId >= 0 && entry.keyId <= 65535, 'keyId');
  need(areAll(entry.gtins, isGtin), 'gtins');
  need(areAll(entry.prefixes, (prefix) => /^[0-9]{1,14}$/.test(prefix)), 'prefixes');
  need(isTime(entry.notBefore) && (entry.notAfter == null || isTime(entry.notAfter)) && (entry.statusAt == null || isTime(entry.statusAt)), 'time');
  need(STATUSES.includes(entry.status), 'status');
  need(entry.brand == null || typeof entry.brand === 'string', 'brand');
  const publicKey = readPublicKey(entry.publicKey);
  return {
    keyId: entry.keyId + 0,
    publicKey,
    // Listed, so that the document is taken, but it verifies nothing.
    isUsable: isUsablePoint(publicKey),
    brand: entry.brand ?? '',
    gtins: entry.gtins ?? [],
    prefixes: entry.prefixes ?? [],
    status: entry.status,
  };
}

/** Whether this key may sign for a GTIN. Its notBefore and notAfter bound signing, never verifying. */
export const holdsGtin = (key, gtin) => key.gtins.includes(gtin) || key.prefixes.some((prefix) => gtin.startsWith(prefix));

function need(condition, what) {
  if (!condition) throw new Error(`Not a key document: ${what}.`);
}

const areAll = (list, test) => list == null || (Array.isArray(list) && list.every((item) => typeof item === 'string' && test(item)));

/** 43 characters of base64url, spare bits zero. */
function readPublicKey(text) {
  need(typeof text === 'string' && /^[A-Za-z0-9\-_]{42}[AEIMQUYcgkosw048]$/.test(text), 'publicKey');
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}

/** RFC 3339 with an offset, the years 1 to 9999 in UTC too, no leap second. */
function isTime(time) {
  const match = typeof time === 'string' && /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(time);
  if (!match) return false;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const [offsetHour, offsetMinute] = [Number(match[8] ?? 0), Number(match[9] ?? 0)];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  if (year < 1 || day < 1 || day > days || hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return false;
  const utc = new Date(0);
  utc.setUTCFullYear(year, month - 1, day);
  utc.setUTCHours(hour, minute - (match[7] === '-' ? -1 : 1) * (60 * offsetHour + offsetMinute), second);
  return utc.getUTCFullYear() >= 1 && utc.getUTCFullYear() <= 9999;
}

/** JSON.parse keeps the last of two members with one name, takes 1e0 for 1 and keeps halves of surrogate pairs: looked for in the text. */
function checkNames(text) {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  const open = []; // Of each object and array around: which names count in it, those seen, the last one.
  tokens.forEach((token, i) => {
    const around = open.at(-1);
    need(!token.startsWith('"') || !/[\uD800-\uDFFF]/u.test(JSON.parse(token)), 'half of a surrogate pair');
    if (token === '{') open.push({ names: !around ? ['keys'] : around.isKeys ? ENTRY : [], seen: new Set() });
    if (token === '[') open.push({ names: [], seen: new Set(), isKeys: open.length === 1 && around.name === 'keys' });
    if (token === '}' || token === ']') open.pop();
    if (tokens[i + 1] !== ':') return;
    around.name = JSON.parse(token);
    if (!around.names.includes(around.name)) return;
    need(!around.seen.has(around.name), `${around.name} twice`);
    around.seen.add(around.name);
    need(around.name !== 'keyId' || /^-?[0-9]+$/.test(tokens[i + 2]), 'keyId');
  });
}
