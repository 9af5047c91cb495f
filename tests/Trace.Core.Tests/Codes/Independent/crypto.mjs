// Sections 2.1, 2.3, 3 and 6 of api-specs/code-format.md: digits, Ed25519, base 32, BLAKE2b, FF1.
import { createCipheriv, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';

export const hex = (bytes) => Buffer.from(bytes).toString('hex');

// --- Section 2.1: digits ---------------------------------------------------------------------------------------------

export function digitsProblem(text) {
  if (text.length !== 162) return 'length';
  if (!/^[0-9]*$/.test(text)) return 'character';
  const number = BigInt(text);
  if (number >= 2n ** 536n) return 'overflow';
  return number >> 528n === 1n ? null : 'format';
}

export const bytesOfDigits = (text) => Buffer.from(BigInt(text).toString(16).padStart(134, '0'), 'hex');
export const digitsOfBytes = (bytes) => BigInt('0x' + hex(bytes)).toString().padStart(162, '0');

// --- Section 2.3: Ed25519 --------------------------------------------------------------------------------------------

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const little = (bytes) => BigInt('0x' + hex(Buffer.from(bytes).reverse()));
const lowY = (bytes) => little(bytes) & (2n ** 255n - 1n);
const SMALL_ORDER = new Set([0n, 1n, P - 1n, ...[
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
].map((y) => little(Buffer.from(y, 'hex')))]);

function power(base, exponent) {
  let result = 1n;
  for (base %= P; exponent > 0n; exponent >>= 1n, base = base * base % P)
    if (exponent & 1n) result = result * base % P;
  return result;
}

function isOnCurve(y) {
  const d = (P - 121665n) * power(121666n, P - 2n) % P;
  const square = (y * y - 1n + P) * power(d * y * y + 1n, P - 2n) % P;
  return square === 0n || power(square, (P - 1n) / 2n) === 1n;
}

export function ed25519Holds(publicKey, message, signature) {
  const r = signature.subarray(0, 32);
  const y = lowY(publicKey);
  if (little(signature.subarray(32)) >= L || SMALL_ORDER.has(lowY(r) % P)) return false;
  if (SMALL_ORDER.has(y % P) || y >= P || !isOnCurve(y)) return false;
  const key = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
}

export function ed25519Sign(seed, message) {
  const key = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
  return sign(null, message, key);
}

// --- Sections 3 and 6: base 32, BLAKE2b, FF1 -------------------------------------------------------------------------

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const base32 = (number, length) => Array.from({ length }, (_, i) => ALPHABET[Number((number >> BigInt(5 * (length - 1 - i))) & 31n)]).join('');
const isBase32 = (text, length) => text.length === length && [...text].every((c) => ALPHABET.includes(c));
const fromBase32 = (text) => [...text].reduce((number, c) => number * 32n + BigInt(ALPHABET.indexOf(c)), 0n);

const IV = ['6a09e667f3bcc908', 'bb67ae8584caa73b', '3c6ef372fe94f82b', 'a54ff53a5f1d36f1', '510e527fade682d1', '9b05688c2b3e6c1f', '1f83d9abfb41bd6b', '5be0cd19137e2179'].map((word) => BigInt('0x' + word));
const SIGMA = ['0123456789abcdef', 'ea489fd61c02b753', 'b8c052fdae367194', '7931dcbe265a40f8', '905724afe1bc683d', '2c6a0b834d75fe19', 'c51fed4a0763928b', 'db7ec13950f4862a', '6fe9b308c2d714a5', 'a2847615fb9e3cd0'].map((row) => [...row].map((digit) => parseInt(digit, 16)));
const MIXES = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]];
const word = (number) => BigInt.asUintN(64, number);
const rotate = (number, by) => (number >> BigInt(by)) | word(number << BigInt(64 - by));

/** RFC 7693 with a key and 32 bytes of output; the message fits one block of 128 bytes. */
export function blake2b256(key, message) {
  const state = [...IV];
  state[0] ^= 0x01010000n ^ BigInt(key.length << 8) ^ 32n;
  for (const [data, count, last] of [[key, 128n, false], [message, 128n + BigInt(message.length), true]]) {
    const block = Buffer.concat([data, Buffer.alloc(128 - data.length)]);
    const m = Array.from({ length: 16 }, (_, i) => block.readBigUInt64LE(8 * i));
    const v = [...state, ...IV];
    v[12] ^= count;
    if (last) v[14] ^= 2n ** 64n - 1n;
    for (let round = 0; round < 12; round++) {
      MIXES.forEach(([a, b, c, d], i) => {
        for (const [x, by, then] of [[m[SIGMA[round % 10][2 * i]], 32, 24], [m[SIGMA[round % 10][2 * i + 1]], 16, 63]]) {
          v[a] = word(v[a] + v[b] + x);
          v[d] = rotate(v[d] ^ v[a], by);
          v[c] = word(v[c] + v[d]);
          v[b] = rotate(v[b] ^ v[c], then);
        }
      });
    }
    state.forEach((_, i) => { state[i] ^= v[i] ^ v[i + 8]; });
  }
  const output = Buffer.alloc(64);
  state.forEach((number, i) => output.writeBigUInt64LE(number, 8 * i));
  return output.subarray(0, 32);
}

export function compactHolds(key, gtin, serial) {
  if (serial.length !== 20 || !isBase32(serial.slice(0, 12), 12)) return false;
  const mac = blake2b256(key, Buffer.from(`trace-code-v1c\n/01/${gtin}/21/${serial.slice(0, 12)}`, 'ascii'));
  return serial.slice(12) === base32(BigInt('0x' + hex(mac.subarray(0, 5))), 8);
}

const M = 2n ** 30n;

function ff1Round(key, gtin, round, b) {
  const q = Buffer.alloc(32);
  q.write(gtin, 0, 'ascii');
  q[27] = round;
  q.writeUInt32BE(Number(b), 28);
  const cipher = createCipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(false);
  const text = Buffer.concat([Buffer.from('0102010000200a060000000c0000000e', 'hex'), q]);
  return Buffer.concat([cipher.update(text), cipher.final()]).subarray(32);
}

export function serialOf(key, gtin, unitId, trace = () => {}) {
  let [a, b] = [unitId / M, unitId % M];
  for (let i = 0; i < 10; i++) {
    const r = ff1Round(key, gtin, i, b);
    [a, b] = [b, (a + r.readBigUInt64BE(0)) % M];
    trace(i, hex(r), String(a), String(b));
  }
  return base32(a * M + b, 12);
}

export function unitIdOf(key, gtin, serial) {
  if (!isBase32(serial, 12)) return null;
  let [a, b] = [fromBase32(serial) / M, fromBase32(serial) % M];
  for (let i = 9; i >= 0; i--) [a, b] = [(((b - ff1Round(key, gtin, i, a).readBigUInt64BE(0)) % M) + M) % M, a];
  return a * M + b;
}
