// An implementation of api-specs/code-format.md that shares nothing with Trace: Node's own modules and the files beside this one.
// `node check.mjs VECTORS_FOLDER` checks every vector, prints a line for each file, and exits with 1 if one disagrees.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blake2b256, bytesOfDigits, compactHolds, digitsOfBytes, digitsProblem, ed25519Sign, hex, serialOf, unitIdOf } from './crypto.mjs';
import { messageOf, read, tailOf } from './reading.mjs';
import { NotACode, TESTS } from './values.mjs';
import { readKeys, verifyOffline } from './verifying.mjs';

const load = (name) => JSON.parse(readFileSync(join(process.argv[2], name), 'utf8'));

let disagreements = 0;
let label = '';
function same(what, expected, found) {
  const [left, right] = [expected, found].map((value) => JSON.stringify(value, (_, v) => typeof v === 'bigint' ? String(v) : v));
  if (left === right) return;
  disagreements++;
  console.log(`${label}: ${what}: the vector says ${left?.slice(0, 300)}, this program ${right?.slice(0, 300)}`);
}

function each(file, check) {
  const content = load(file);
  content.cases.forEach((vector, i) => {
    label = `${file} ${i} (${vector.name ?? vector.serial})`;
    check(vector, content);
  });
  console.log(`${file}: ${content.cases.length} cases`);
}

const keysOf = (content) => (content.read ??= readKeys(Buffer.from(JSON.stringify(content.keyDocument))));

/** A verifier that leaves out what a vector needs gives the answer of the page's section 11, and no other vector is marked. */
function checkSmall(vector, content) {
  const answers = { dictionary: 'check_online', 'element-strings': 'not_a_code' };
  same('answer of a small verifier', vector.needs ? answers[vector.needs] : vector.outcome, verifyOffline(keysOf(content), vector.text, true).outcome);
  same('needs something', true, !vector.needs || answers[vector.needs] !== vector.outcome);
}

function isRead(text) {
  try {
    return Boolean(read(text));
  } catch (error) {
    if (error instanceof NotACode) return false;
    throw error;
  }
}

each('signed-codes.json', (vector, content) => {
  const { outcome, reason, code, keyId } = verifyOffline(keysOf(content), vector.text);
  same('answer', [vector.outcome, vector.reason, vector.keyId], [outcome, reason, keyId]);
  checkSmall(vector, content);
  if (!code) return;
  same('read', [vector.read.gtin, vector.read.variant, vector.read.lot, vector.read.serial, vector.read.attributes], [code.gtin, code.variant, code.lot, code.serial, code.attributes]);
  same('tail and message', [vector.tail, vector.messageHex], [tailOf(code), hex(messageOf(code))]);
  // Issuing: from the seed to the digits.
  const { seed, publicKey } = content.signingKeys.find((key) => key.keyId === vector.keyId);
  const signature = ed25519Sign(Buffer.from(seed, 'hex'), messageOf(code));
  same('signature and digits', [vector.signatureHex, vector.digits], [hex(signature), digitsOfBytes(Buffer.concat([Buffer.from([1, vector.keyId >> 8, vector.keyId & 255]), signature]))]);
  same('public key', publicKey, hex(Buffer.from(keysOf(content).get(vector.keyId).publicKey, 'base64url')));
});
each('hostile-codes.json', (vector, content) => {
  const { outcome, reason } = verifyOffline(keysOf(content), vector.text);
  same('answer', [vector.outcome, vector.reason], [outcome, reason]);
  checkSmall(vector, content);
});
label = 'hostile-codes.json';
for (const name of Object.keys(TESTS)) {
  // Without this test of a value some vector is read that must not be.
  const refused = load('hostile-codes.json').cases.filter((vector) => vector.outcome === 'not_a_code' && !isRead(vector.text));
  const test = TESTS[name];
  TESTS[name] = () => true;
  same(`vectors that need ${name}`, true, refused.some((vector) => isRead(vector.text)));
  TESTS[name] = test;
}
each('digits.json', (vector) => {
  same('problem', vector.problem, digitsProblem(vector.digits));
  if (!vector.problem) same('bytes and digits', [vector.bytesHex, vector.digits], [hex(bytesOfDigits(vector.digits)), digitsOfBytes(Buffer.from(vector.bytesHex, 'hex'))]);
});
each('serials-ff1.json', (vector, content) => {
  const key = Buffer.from(vector.keyHex, 'hex');
  same('unit id', vector.unitId, unitIdOf(key, vector.gtin, vector.serial)?.toString() ?? null);
  if (vector.unitId === null) return;
  same('serial', vector.serial, serialOf(key, vector.gtin, BigInt(vector.unitId)));
  same('parts', vector.unitId, String((BigInt(vector.batchNumber) << 32n) + BigInt(vector.index)));
  const rounds = content.trace.rounds;
  serialOf(Buffer.from(content.trace.keyHex, 'hex'), content.trace.gtin, BigInt(content.trace.unitId), (i, r, a, b) => same(`round ${i}`, [rounds[i].rHex, rounds[i].a, rounds[i].b], [r, a, b]));
});
each('compact-codes.json', (vector) => {
  const key = Buffer.from(vector.keyHex, 'hex');
  same('holds', vector.holds, compactHolds(key, vector.gtin, vector.serial));
  if (vector.holds) same('BLAKE2b', vector.blake2bHex, hex(blake2b256(key, Buffer.from(vector.messageHex, 'hex'))));
});
each('key-documents.json', (vector) => {
  let ids = null;
  try {
    ids = [...readKeys(vector.bytesHex ? Buffer.from(vector.bytesHex, 'hex') : Buffer.from(vector.text)).keys()].sort((a, b) => a - b);
  } catch { /* refused */ }
  same('keys', vector.keys, ids);
});
console.log(disagreements ? `${disagreements} disagreements` : 'agrees with every vector');
process.exitCode = disagreements ? 1 : 0;
