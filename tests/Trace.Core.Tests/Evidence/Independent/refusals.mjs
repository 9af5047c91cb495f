// Packs with one thing wrong each. They are signed over what they are, so it is that thing alone that tells.
import { deflateRawSync } from 'node:zlib';
import { token } from './token.mjs';
import { entry, keys, logged, manifest, note, order, pack, signed, zip } from './make.mjs';

const file = (name, text = 'text') => ({ name, mediaType: 'text/plain', source: 'test', bytes: Buffer.from(text) });

// A pack without a log, of these files as they stand.
function plain(files, { listed = files, more = [], edit = (json) => json, signer, ...options } = {}) {
  const made = edit(manifest(listed, { log: null, signer }));
  return pack([...files, entry('manifest.json', made), ...more], { key: signer, ...options });
}

const withLog = (files, options) => pack([...files, entry('manifest.json', manifest(files, options))], { key: options?.signer });

export function refusals() {
  const a = file('files/a');
  const b = file('files/b');
  const odd = (change) => plain([{ ...a, ...change }]);
  const whole = plain([a, b]);
  const signatureAt = whole.indexOf('PK\x03\x04', whole.indexOf('manifest.json'));
  const entries = [a, entry('manifest.json', manifest([a], { log: null }))];
  return [
    { what: 'a compressed file', place: 'byte 8', bytes: odd({ stored: deflateRawSync(a.bytes), method: 8 }) },
    { what: 'a data descriptor', place: 'byte 6', bytes: odd({ flags: 8 }) },
    { what: 'the flag for UTF-8', place: 'byte 7', bytes: odd({ flags: 0x800 }) },
    { what: 'another date', place: 'byte 12', bytes: odd({ date: 0x22 }) },
    { what: 'an extra field', place: 'byte 28', bytes: odd({ extra: 'UT\x01\x00x' }) },
    { what: 'a comment in the central directory', bytes: odd({ comment: 'x' }) },
    { what: 'a central directory with another name', bytes: odd({ centralName: 'files/c' }) },
    { what: 'a comment behind the central directory', bytes: plain([a], { comment: 'x' }) },
    { what: 'something before the first file', place: 'byte 0', bytes: plain([a], { prefix: 'MZ' }) },
    { what: 'something behind the end', bytes: plain([a], { suffix: '\0' }) },
    { what: 'files in another order', bytes: plain([b, a]) },
    { what: 'a name twice', bytes: plain([a, a]) },
    { what: 'names that differ in case', place: 'byte 0', bytes: plain([file('files/A'), a]) },
    { what: 'a name that leads out', place: 'byte 0', bytes: plain([file('files/../../a')]) },
    { what: 'a name from the root', place: 'byte 0', bytes: plain([file('/files/a')]) },
    { what: 'a name with an empty part', place: 'byte 0', bytes: plain([file('files//a')]) },
    { what: 'a name with a backslash', place: 'byte 0', bytes: plain([file('files\\a')]) },
    { what: 'a name with a drive', place: 'byte 0', bytes: plain([file('c:files')]) },
    { what: 'a folder', place: 'byte 0', bytes: plain([file('files/', '')]) },
    { what: 'the name of a device', place: 'byte 0', bytes: plain([file('files/nul.txt')]) },
    { what: 'a name that is too long', place: 'byte 0', bytes: plain([file(`files/${'a'.repeat(195)}`)]) },
    { what: 'a file that is a folder too', bytes: plain([a, file('files/a/b')]) },
    { what: 'a file where none belongs', place: 'other', bytes: plain([a], { more: [entry('other', '')] }) },
    { what: 'a file where none belongs, and listed', place: 'a', bytes: plain([file('a')]) },
    { what: 'a file that is not listed', place: 'files/b', bytes: plain([a, b], { listed: [a] }) },
    { what: 'a file that is listed and not there', place: 'files/b', bytes: plain([a], { listed: [a, b] }) },
    { what: 'a file that is not as it is listed', place: 'files/a', bytes: plain([a], { listed: [file('files/a', 'Text')] }) },
    { what: 'a file with another size than listed', place: 'files/a', bytes: plain([a], { edit: (json) => json.replace('"sizeBytes":4', '"sizeBytes":5') }) },
    { what: 'files listed in another order', place: 'manifest.json', bytes: plain([a, b], { listed: [b, a] }) },
    { what: 'a manifest with a space', place: 'manifest.json', bytes: plain([a], { edit: (json) => json.replace(':', ': ') }) },
    { what: 'a manifest with an unknown member', place: 'manifest.json', bytes: plain([a], { edit: (json) => json.replace('{', '{"a":1,') }) },
    { what: 'a manifest of another format', place: 'manifest.json', bytes: plain([a], { edit: (json) => json.replace('/v1"', '/v2"') }) },
    { what: 'a manifest with half a character', place: 'manifest.json', bytes: plain([a], { edit: (json) => json.replace('"test"', '"\\ud800"') }) },
    { what: 'no manifest', place: 'manifest.json', bytes: pack([a]) },
    { what: 'records of a log that is not named', place: 'manifest.json', bytes: withLog(order(logged(1)), { log: null }) },
    { what: 'a log without records', place: 'manifest.json', bytes: withLog([a], {}) },
    { what: 'a record without its proof', place: 'log/1.record', bytes: withLog([...logged(0), logged(1)[0]]) },
    { what: 'a proof without its record', place: 'log/1.tlog-proof', bytes: withLog([...logged(0), logged(1)[1]]) },
    { what: 'a record that is not the logged one', place: 'log/1.tlog-proof', bytes: withLog([{ ...logged(1)[0], bytes: Buffer.from('{"record":2}') }, logged(1)[1]]) },
    { what: 'an index with a zero before it', place: 'log/01.record', bytes: withLog(logged(1).map((part) => ({ ...part, name: part.name.replace('1', '01') }))) },
    { what: 'another salt', place: 'log/1.tlog-proof', bytes: withLog(logged(1, { withSalt: Buffer.alloc(32) })) },
    { what: 'a salt of 31 bytes', place: 'log/1.tlog-proof', bytes: withLog(logged(1, { withSalt: Buffer.alloc(31) })) },
    { what: 'another index', place: 'log/1.tlog-proof', bytes: withLog(logged(1, { of: 3 })) },
    { what: 'a checkpoint that another signed', place: 'log/1.tlog-proof', bytes: withLog(logged(1, { key: keys.signer })) },
    { what: 'a signer with the name of the log', place: 'manifest.json', bytes: withLog(logged(1), { signer: keys.sameName }) },
    { what: 'a timestamp over something else', place: 'rfc3161/a.tst', bytes: plain([a], { more: [entry('rfc3161/a.tst', Buffer.from(token, 'base64'))] }) },
    { what: 'what is no timestamp', place: 'rfc3161/a.tst', bytes: plain([a], { more: [entry('rfc3161/a.tst', 'x')] }) },
    { what: 'no signature', place: 'signature', bytes: zip(entries) },
    { what: 'the signature of another key with the same name', place: 'signature', bytes: pack(entries, { key: keys.stranger }) },
    { what: 'a second signature', place: 'signature', bytes: pack(entries, { more: signed(keys.stranger, 'text\n') }) },
    { what: 'the signature of another pack', place: 'signature', bytes: zip([...entries, entry('signature', note([entries[1]]))]) },
    { what: 'a pack that is cut before its signature', bytes: whole.subarray(0, signatureAt) },
  ];
}
