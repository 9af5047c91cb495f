// An implementation of api-specs/transparency-log.md that shares nothing with Trace: Node's own modules, trees by plain recursion.
// `node make.mjs` prints api-specs/vectors/transparency-log.json.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const base64 = (bytes) => Buffer.from(bytes).toString('base64');
const big = (number, bytes) => Buffer.from(BigInt(number).toString(16).padStart(2 * bytes, '0'), 'hex');

// --- Section 1: leaves -----------------------------------------------------------------------------------------------

const leafOf = (salt, record) => Buffer.concat([Buffer.from([1, 1]), sha256(salt, record)]);
const saltOf = (i) => sha256(`Trace published salt ${i}`);
const recordOf = (i) => `{"record":${i}}`;
const entry = (i) => leafOf(saltOf(i), recordOf(i));

// --- Section 2: the tree (RFC 6962 section 2.1) ----------------------------------------------------------------------

const split = (count) => {
  let k = 1;
  while (2 * k < count) k *= 2;
  return k;
};

const memo = new Map();
function root(begin, end) {
  if (begin === end) return sha256();
  const key = `${begin} ${end}`;
  if (!memo.has(key)) {
    const middle = begin + split(end - begin);
    memo.set(key, end - begin === 1 ? sha256([0], entry(begin)) : sha256([1], root(begin, middle), root(middle, end)));
  }
  return memo.get(key);
}

function inclusion(index, begin, end) {
  if (end - begin === 1) return [];
  const middle = begin + split(end - begin);
  return index < middle ? [...inclusion(index, begin, middle), root(middle, end)] : [...inclusion(index, middle, end), root(begin, middle)];
}

function consistency(earlier, begin, end, whole = true) {
  if (earlier === end) return whole ? [] : [root(begin, end)];
  const middle = begin + split(end - begin);
  return earlier <= middle
    ? [...consistency(earlier, begin, middle, whole), root(middle, end)]
    : [...consistency(earlier, middle, end, false), root(begin, middle)];
}

// --- Section 3: files ------------------------------------------------------------------------------------------------

function name(level, index, width) {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.../g);
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${path}${width === 256 ? '' : `.p/${width}`}`;
}

function files(size) {
  const found = {};
  for (let level = 0, step = 1; size >= step; level++, step *= 256) {
    const count = Math.floor(size / step);
    for (let first = 0; first < count; first += 256) {
      const numbers = Array.from({ length: Math.min(256, count - first) }, (_, i) => first + i);
      if (level === 0) {
        found[name('entries', first / 256, numbers.length)] = Buffer.concat(numbers.flatMap((i) => [big(entry(i).length, 2), entry(i)]));
      }
      found[name(level, first / 256, numbers.length)] = Buffer.concat(numbers.map((i) => root(i * step, (i + 1) * step)));
    }
  }
  return Object.entries(found).map(([path, bytes]) => ({ path, sizeBytes: bytes.length, sha256Hex: hex(sha256(bytes)) }));
}

// --- Section 4: checkpoints, signed and cosigned ---------------------------------------------------------------------

function keyOf(keyName, type, label) {
  const seed = sha256(label);
  const secret = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
  const material = Buffer.concat([Buffer.from([type]), createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32)]);
  const id = sha256(keyName, '\n', material).subarray(0, 4);
  return { name: keyName, type, seed, secret, id, vkey: `${keyName}+${hex(id)}+${base64(material)}` };
}

const ORIGIN = 'trace.example.com/log';
const log = keyOf(ORIGIN, 1, 'Trace published log key');
const witnesses = [1, 2].map((n) => keyOf(`witness${n}.example.com/w`, 4, `Trace published witness key ${n}`));
const line = (key, ...parts) => `— ${key.name} ${base64(Buffer.concat([key.id, ...parts]))}\n`;
const plain = (text) => line(log, sign(null, Buffer.from(text), log.secret));
const cosigned = (key, text, time) => line(key, big(time, 8), sign(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), key.secret));

function checkpoint(size, times, extensions = []) {
  const text = [ORIGIN, size, base64(root(0, size)), ...extensions].map((part) => `${part}\n`).join('');
  return {
    size,
    rootHex: hex(root(0, size)),
    times,
    extensions,
    note: `${text}\n${plain(text)}${times.map((time, i) => cosigned(witnesses[i], text, time)).join('')}`,
  };
}

const described = ({ name: keyName, type, seed, vkey }) => ({ name: keyName, type, seedHex: hex(seed), vkey });
const records = ['', '{}', 'a', 'Zürich 東京', 'x'.repeat(1000)];
const sizes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 100, 255, 256, 257, 300, 511, 512, 513, 600, 66000];
const pairs = [[0, 1], [0, 7], [3, 7], [6, 7], [255, 256], [255, 257], [256, 257], [100, 600], [65535, 66000], [65999, 66000]];
const growths = [[1, 1], [1, 2], [3, 7], [4, 7], [6, 7], [6, 8], [255, 257], [256, 512], [257, 600], [600, 66000], [65536, 66000]];

console.log(JSON.stringify({
  description: 'A log of which entry i is the leaf of the salt SHA-256("Trace published salt {i}") and the record {"record":i}, all ASCII. The keys are test keys: nothing is ever published with them.',
  page: '../transparency-log.md',
  leaves: records.map((record, i) => ({ saltHex: hex(saltOf(i)), record, leafHex: hex(leafOf(saltOf(i), record)) })),
  roots: sizes.map((size) => ({ size, rootHex: hex(root(0, size)) })),
  inclusion: pairs.map(([index, size]) => ({ index, size, leafHex: hex(entry(index)), proofHex: inclusion(index, 0, size).map(hex) })),
  consistency: growths.map(([earlierSize, size]) => ({ earlierSize, size, proofHex: consistency(earlierSize, 0, size).map(hex) })),
  files: [1, 256, 600].map((size) => ({ size, files: files(size) })),
  logKey: described(log),
  witnessKeys: witnesses.map(described),
  checkpoints: [checkpoint(0, []), checkpoint(1, []), checkpoint(300, [1790000000]), checkpoint(600, [1790000000, 1790000007]), checkpoint(66000, [], ['an extension'])],
}, null, 2));
