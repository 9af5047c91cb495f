// An implementation of api-specs/evidence-pack.md that shares nothing with Trace: Node's own modules, a ZIP written by hand, trees by plain recursion.
// `node make.mjs` prints api-specs/vectors/evidence-pack.json; `node make.mjs manifest` the manifest of its pack, of which token.mjs holds a timestamp.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { refusals } from './refusals.mjs';
import { root as tsaRoot, token } from './token.mjs';

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const base64 = (bytes) => Buffer.from(bytes).toString('base64');
const little = (number, bytes) => Buffer.from(Array.from({ length: bytes }, (_, i) => Math.floor(number / 256 ** i) % 256));

// --- Section 2: the ZIP ----------------------------------------------------------------------------------------------

export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

// Every field can be another one in the packs that are to be refused; `undefined` is what it must be.
function local({ name, bytes, stored = bytes, flags = 0, method = 0, date = 0x21, extra = '' }) {
  const fields = [[10, 2], [flags, 2], [method, 2], [0, 2], [date, 2], [crc32(bytes), 4], [stored.length, 4], [bytes.length, 4], [name.length, 2], [extra.length, 2]];
  return Buffer.concat([Buffer.from('PK\x03\x04'), ...fields.map((field) => little(...field)), Buffer.from(name), Buffer.from(extra), stored]);
}

function central({ name, bytes, stored = bytes, flags = 0, method = 0, date = 0x21, comment = '', centralName = name }, offset) {
  const fields = [
    [10, 2], [10, 2], [flags, 2], [method, 2], [0, 2], [date, 2], [crc32(bytes), 4], [stored.length, 4], [bytes.length, 4],
    [centralName.length, 2], [0, 2], [comment.length, 2], [0, 2], [0, 2], [0, 4], [offset, 4],
  ];
  return Buffer.concat([Buffer.from('PK\x01\x02'), ...fields.map((field) => little(...field)), Buffer.from(centralName), Buffer.from(comment)]);
}

export function zip(entries, { prefix = '', comment = '', suffix = '' } = {}) {
  const parts = [Buffer.from(prefix)];
  let offset = prefix.length;
  const offsets = entries.map((entry) => {
    const at = offset;
    parts.push(local(entry));
    offset += parts.at(-1).length;
    return at;
  });
  const directory = Buffer.concat(entries.map((entry, i) => central(entry, offsets[i])));
  const fields = [[0, 2], [0, 2], [entries.length, 2], [entries.length, 2], [directory.length, 4], [offset, 4], [comment.length, 2]];
  return Buffer.concat([...parts, directory, Buffer.from('PK\x05\x06'), ...fields.map((field) => little(...field)), Buffer.from(comment), Buffer.from(suffix)]);
}

// --- Keys and signed notes (C2SP signed-note) ------------------------------------------------------------------------

function keyOf(name, type, label) {
  const seed = sha256(label);
  const secret = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
  const material = Buffer.concat([Buffer.from([type]), createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32)]);
  const id = sha256(name, '\n', material).subarray(0, 4);
  return { name, secret, id, seedHex: hex(seed), vkey: `${name}+${hex(id)}+${base64(material)}` };
}

const line = (key, ...parts) => `— ${key.name} ${base64(Buffer.concat([key.id, ...parts]))}\n`;
export const signed = (key, text) => line(key, sign(null, Buffer.from(text), key.secret));
const time = (seconds) => Buffer.from(BigInt(seconds).toString(16).padStart(16, '0'), 'hex');
const cosigned = (key, text, seconds) => line(key, time(seconds), sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`), key.secret));

const ORIGIN = 'trace.example.com/log';
export const keys = {
  signer: keyOf('trace.example.com/evidence', 1, 'Trace published evidence key'),
  log: keyOf(ORIGIN, 1, 'Trace published log key'),
  witness: keyOf('witness1.example.com/w', 4, 'Trace published witness key 1'),
  stranger: keyOf('trace.example.com/evidence', 1, 'Trace published other evidence key'),
  sameName: keyOf(ORIGIN, 1, 'Trace published evidence key'),
};

// --- Section 5: records of the log -----------------------------------------------------------------------------------

const SIZE = 7;
const salt = (i) => sha256(`Trace published salt ${i}`);
const record = (i) => `{"record":${i}}`;
const leaf = (i) => sha256([0, 1, 1], sha256(salt(i), record(i)));
const split = (count) => 2 ** Math.ceil(Math.log2(count) - 1);
const root = (begin, end) => (end - begin === 1 ? leaf(begin) : sha256([1], root(begin, begin + split(end - begin)), root(begin + split(end - begin), end)));

function path(index, begin, end) {
  if (end - begin === 1) return [];
  const middle = begin + split(end - begin);
  return index < middle ? [...path(index, begin, middle), root(middle, end)] : [...path(index, middle, end), root(begin, middle)];
}

export function proof(index, { of = index, key = keys.log, withSalt = salt(index) } = {}) {
  const text = `${ORIGIN}\n${SIZE}\n${base64(root(0, SIZE))}\n`;
  const checkpoint = `${text}\n${signed(key, text)}${cosigned(keys.witness, text, 1790000000)}`;
  return `c2sp.org/tlog-proof@v1\nextra ${base64(withSalt)}\nindex ${of}\n${path(index, 0, SIZE).map((hash) => `${base64(hash)}\n`).join('')}\n${checkpoint}`;
}

export const logged = (index, options) => [
  { name: `log/${index}.record`, mediaType: 'application/octet-stream', source: `${ORIGIN}, entry ${index}`, bytes: Buffer.from(record(index)) },
  { name: `log/${index}.tlog-proof`, mediaType: 'text/plain', source: `${ORIGIN}, entry ${index}`, bytes: Buffer.from(proof(index, options)) },
];

// --- Sections 3, 4 and 6: manifest, timestamps, signature ------------------------------------------------------------

export const order = (files) => files.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

// JSON.stringify writes strings as RFC 8785 does; members stand in their order here.
export const manifest = (files, { signer = keys.signer, log = keys.log, madeAt = '2026-11-29T09:30:00.000Z' } = {}) => JSON.stringify({
  case: 'C-2026-17 "Zürich 東京"',
  files: files.map(({ name, mediaType, source, bytes }) => ({ mediaType, name, sha256: hex(sha256(bytes)), sizeBytes: bytes.length, source })),
  format: 'trace-evidence/v1',
  ...(log ? { log: log.vkey } : {}),
  madeAt,
  signer: signer.vkey,
});

export const entry = (name, content) => ({ name, bytes: Buffer.from(content) });

// The signature's note over the bytes before its local header.
export function note(entries, { prefix = '', key = keys.signer, more = '' } = {}) {
  const before = Buffer.concat([Buffer.from(prefix), ...entries.map(local)]);
  const text = `trace-evidence/v1\n${before.length}\n${hex(sha256(before))}\n`;
  return `${text}\n${signed(key, text)}${more}`;
}

export const pack = (entries, options = {}) => zip([...entries, entry('signature', note(entries, options))], options);

const files = order([
  { name: 'dossier.pdf', mediaType: 'application/pdf', source: 'Trace', bytes: Buffer.from('%PDF-1.7\n') },
  { name: 'files/empty', mediaType: 'application/octet-stream', source: 'upload: "a\\b"', bytes: Buffer.from('') },
  { name: 'files/page.html', mediaType: 'text/html', source: 'https://shop.example/商品', bytes: Buffer.from('<p>Für 9 €</p>\n') },
  ...logged(2),
  ...logged(6),
]);
const entries = [...files, entry('manifest.json', manifest(files)), entry('rfc3161/example.tst', Buffer.from(token, 'base64'))];

if (process.argv[2] === 'manifest') {
  process.stdout.write(manifest(files));
} else if (process.argv[1].endsWith('make.mjs')) {
  console.log(JSON.stringify({
    description: 'One pack, with what it is made of, and packs that are refused, each by the same signer unless it says otherwise. The keys are test keys: nothing is ever published with them.',
    page: '../evidence-pack.md',
    signer: { name: keys.signer.name, seedHex: keys.signer.seedHex, vkey: keys.signer.vkey },
    log: keys.log.vkey,
    witness: keys.witness.vkey,
    timestampRootBase64: tsaRoot,
    case: JSON.parse(manifest(files)).case,
    madeAt: JSON.parse(manifest(files)).madeAt,
    files: files.map(({ name, mediaType, source, bytes }) => ({ name, mediaType, source, base64: base64(bytes) })),
    manifest: manifest(files),
    tokenBase64: token,
    packBase64: base64(pack(entries)),
    refused: refusals().map(({ what, place, bytes }) => ({ what, place, packBase64: base64(bytes) })),
  }, null, 2));
}
