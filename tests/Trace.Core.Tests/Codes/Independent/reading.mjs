// Sections 4 and 2.2 of api-specs/code-format.md: from text to what it says, and the canonical tail.
import { readFileSync } from 'node:fs';

export class NotACode extends Error {}
const refuse = (why) => { throw new NotACode(why); };

// --- Section 4.5: values ---------------------------------------------------------------------------------------------

const SETS = { N: /^[0-9]*$/, X: /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/, Y: /^[#\-/0-9A-Z]*$/, Z: /^[\-0-9=A-Z_a-z]*$/ };
export const checkDigitHolds = (digits) => [...digits].reverse().reduce((sum, digit, i) => sum + Number(digit) * (i % 2 ? 3 : 1), 0) % 10 === 0;
const isDate = (text, dayZero) => {
  const [year, month, day] = [text.slice(0, 2), text.slice(2, 4), text.slice(4)].map(Number);
  const days = [31, year % 4 ? 28 : 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day <= days && (dayZero || day > 0);
};
const TESTS = { csum: checkDigitHolds, yymmdd: (text) => isDate(text, false), yymmd0: (text) => isDate(text, true) };

function readDictionary(text) {
  const found = new Map();
  for (const line of text.split('\n').map((l) => l.split('#')[0].trim()).filter(Boolean)) {
    let [range, ...words] = line.split(/\s+/);
    const flags = /[A-Za-z0-9]/.test(words[0]) ? '' : words.shift();
    const components = words.filter((word) => /^[[NXYZ]/.test(word)).map((word) => {
      const [type, ...tests] = word.split(',');
      const [, set, dots, length] = /^\[?([NXYZ])(\.\.)?(\d+)\]?$/.exec(type);
      return { set, least: dots ? 1 : Number(length), greatest: Number(length), optional: type.startsWith('['), tests };
    });
    const [from, to = from] = range.split('-');
    for (let n = Number(from); n <= Number(to); n++)
      found.set(String(n).padStart(from.length, '0'), { components, attribute: flags.includes('?'), fixed: flags.includes('*'), greatest: components.reduce((sum, c) => sum + c.greatest, 0) });
  }
  return found;
}

const AIS = readDictionary(readFileSync(process.argv[3], 'utf8'));

function checkValue(ai, value) {
  const entry = AIS.get(ai) ?? refuse(`no AI ${ai}`);
  if (value === '') refuse('empty value');
  let rest = value;
  for (const { set, least, greatest, optional, tests } of entry.components) {
    if (optional && rest === '') continue;
    const part = rest.slice(0, greatest);
    if (part.length < least || !SETS[set].test(part) || !tests.every((test) => TESTS[test]?.(part) ?? true)) refuse(`value of ${ai}`);
    rest = rest.slice(greatest);
  }
  if (rest !== '') refuse(`value of ${ai} too long`);
  return value;
}

// --- Section 4: reading ----------------------------------------------------------------------------------------------

function decode(text, inQuery) {
  if (/%(?![0-9A-Fa-f]{2})/.test(text) || /%00/.test(text)) refuse('percent sign');
  return text.replace(/%(..)|\+/g, (whole, digits) => digits ? String.fromCharCode(parseInt(digits, 16)) : inQuery ? ' ' : whole);
}

export function read(text) {
  if (text.length > 8192) refuse('too long');
  text = text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '');
  if (text.startsWith(']')) {
    if (text.length < 3 || [']d2', ']C1', ']Q3', ']e0', ']J1'].includes(text.slice(0, 3))) return readRaw(text.slice(3));
    text = text.slice(3);
  }
  const typed = /^([0-9]{8}|[0-9]{12,14})(?=[\p{White_Space},;/]|$)/u.exec(text);
  if (typed) return readTyped(typed[1], text.slice(typed[1].length));
  if (text.startsWith('(')) return readBracketed(text);
  if (text.includes('\u001D')) return readRaw(text);
  if (text.startsWith('/') || text.includes('://') || text.includes('/01/')) return readUri(text);
  if (/^01[0-9]{14}./s.test(text) && checkDigitHolds(text.slice(2, 16))) return readRaw(text);
  return refuse('other text');
}

function readUri(text) {
  text = text.split('#')[0];
  if (!/^[!$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]*$/.test(text)) refuse('character');
  const question = text.indexOf('?');
  const query = question < 0 ? '' : text.slice(question + 1);
  let rest = question < 0 ? text : text.slice(0, question);
  const slash = rest.indexOf('/');
  let hasAuthority = !rest.startsWith('/');
  if (slash > 0 && rest[slash - 1] === ':' && rest[slash + 1] === '/') {
    if (!/^https?$/i.test(rest.slice(0, slash - 1))) refuse('scheme');
    rest = rest.slice(slash + 2);
    hasAuthority = true;
  }
  if (hasAuthority) {
    const authority = rest.split('/')[0];
    if (!/^([A-Za-z0-9\-._]+|\[[0-9A-Fa-f.:]+\])(:[0-9]{0,5})?$/.test(authority)) refuse('authority');
    rest = rest.slice(authority.length);
  }
  return { ...readPath(rest), ...readQuery(query) };
}

function readPath(path) {
  const segments = path.split('/').slice(1);
  const values = {};
  for (const [key, optional] of [['21'], ['10', true], ['22', true], ['01']]) {
    if (segments.length < 2 || segments.at(-2) !== key) {
      if (optional) continue;
      refuse(`no ${key} in the path`);
    }
    const [, value] = segments.splice(-2);
    values[key] = checkValue(key, decode(value, false));
  }
  return { gtin: values['01'], variant: values['22'] ?? null, lot: values['10'] ?? null, serial: values['21'] };
}

function readQuery(query) {
  const attributes = new Map();
  let s = null;
  for (const part of query.split('&').filter(Boolean)) {
    const equals = part.indexOf('=');
    const key = equals < 0 ? part : part.slice(0, equals);
    const value = equals < 0 ? '' : part.slice(equals + 1);
    if (key === 's') {
      if (s !== null) refuse('s twice');
      s = value;
    } else if (/^[0-9]+$/.test(key)) {
      if (['01', '10', '21', '22'].includes(key) || !AIS.get(key)?.attribute || attributes.has(key)) refuse(`query key ${key}`);
      attributes.set(key, checkValue(key, decode(value, true)));
    }
  }
  return { s, attributes: ordered(attributes) };
}

const ordered = (attributes) => [...attributes].sort(([a], [b]) => Number(a) - Number(b));

function readTyped(digits, rest) {
  const serial = rest.replace(/^\p{White_Space}*[,;/]?/u, '').replace(/\p{White_Space}/gu, '');
  return { gtin: checkValue('01', digits.padStart(14, '0')), serial: checkValue('21', serial.length > 20 ? serial.replaceAll('-', '') : serial), lot: null, variant: null, attributes: [], s: null };
}

function readBracketed(text) {
  const elements = [];
  while (text !== '') {
    const [whole, ai, value] = /^\(([^)]{0,4})\)((?:\\\(|[^(])*)/s.exec(text) ?? refuse('AI expected');
    elements.push([ai, checkValue(ai, value.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '').replaceAll('\\(', '('))]);
    text = text.slice(whole.length);
  }
  return collect(elements);
}

function readRaw(text) {
  const elements = [];
  for (text = text.replace(/^\u001D+/, ''); text !== '';) {
    const ai = [2, 3, 4].map((length) => text.slice(0, length)).find((start) => AIS.has(start)) ?? refuse('AI expected');
    const { fixed, greatest } = AIS.get(ai);
    const [value] = text.slice(ai.length, ai.length + greatest + (fixed ? 0 : 1)).split('\u001D');
    elements.push([ai, checkValue(ai, value)]);
    text = text.slice(ai.length + value.length).replace(/^\u001D/, '');
  }
  return collect(elements);
}

function collect(elements) {
  const values = new Map(elements);
  if (values.size !== elements.length || !values.has('01') || !values.has('21')) refuse('elements');
  const attributes = new Map(elements.filter(([ai]) => !['01', '10', '21', '22'].includes(ai)));
  return { gtin: values.get('01'), variant: values.get('22') ?? null, lot: values.get('10') ?? null, serial: values.get('21'), attributes: ordered(attributes), s: null };
}

// --- Section 2.2: canonical tail -----------------------------------------------------------------------------------

const encode = (value) => value.replace(/[^A-Za-z0-9\-._~]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0'));

export function tailOf({ gtin, variant, lot, serial, attributes }) {
  const path = [['01', gtin], ['22', variant], ['10', lot], ['21', serial]].filter(([, value]) => value !== null);
  const query = attributes.map(([ai, value]) => `${ai}=${encode(value)}`).join('&');
  return path.map(([ai, value]) => `/${ai}/${encode(value)}`).join('') + (query && '?' + query);
}

export const messageOf = (code) => Buffer.from('trace-code-v1\n' + tailOf(code), 'ascii');
