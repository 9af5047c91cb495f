// Sections 4 and 2.2 of api-specs/code-format.md: from text to what it says, and the canonical tail.
import { AIS, checkAnyValue, checkDigitHolds, checkValue, refuse } from './values.mjs';

// --- Section 4: reading ----------------------------------------------------------------------------------------------

function decode(text, inQuery) {
  if (/%(?![0-9A-Fa-f]{2})/.test(text) || /%00/.test(text)) refuse('percent sign');
  return text.replace(/%(..)|\+/g, (whole, digits) => digits ? String.fromCharCode(parseInt(digits, 16)) : inQuery ? ' ' : whole);
}

/** A small reader knows no element strings, no typed codes and no attribute but (17); it says when it left one unchecked. */
export function read(text, small = false) {
  if (text.length > 8192) refuse('too long');
  text = text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '');
  if (text.startsWith(']')) {
    if (text.length < 3 || [']d2', ']C1', ']Q3', ']e0', ']J1'].includes(text.slice(0, 3))) return small ? refuse('element string') : readRaw(text.slice(3));
    text = text.slice(3);
  }
  const typed = /^([0-9]{8}|[0-9]{12,14})(?=[\p{White_Space},;/]|$)/u.exec(text);
  if (small && (typed || text.startsWith('(') || text.includes('\u001D'))) return refuse('not a URI');
  if (typed) return readTyped(typed[1], text.slice(typed[1].length));
  if (text.startsWith('(')) return readBracketed(text);
  if (text.includes('\u001D')) return readRaw(text);
  if (text.startsWith('/') || text.includes('://') || text.includes('/01/')) return readUri(text, small);
  if (!small && /^01[0-9]{14}./s.test(text) && checkDigitHolds(text.slice(2, 16))) return readRaw(text);
  return refuse('other text');
}

function readUri(text, small) {
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
  return { ...readPath(rest), ...readQuery(query, small) };
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

function readQuery(query, small) {
  const attributes = new Map();
  let s = null;
  let leftOut = false;
  for (const part of query.split('&').filter(Boolean)) {
    const equals = part.indexOf('=');
    const key = equals < 0 ? part : part.slice(0, equals);
    const value = equals < 0 ? '' : part.slice(equals + 1);
    if (key === 's') {
      if (s !== null) refuse('s twice');
      s = value;
    } else if (/^[0-9]+$/.test(key)) {
      if (['01', '10', '21', '22'].includes(key) || key.length < 2 || key.length > 4 || attributes.has(key)) refuse(`query key ${key}`);
      const unchecked = small && key !== '17';
      if (!unchecked && !AIS.get(key)?.attribute) refuse(`query key ${key}`);
      leftOut ||= unchecked;
      attributes.set(key, unchecked ? checkAnyValue(decode(value, true)) : checkValue(key, decode(value, true)));
    }
  }
  return { s, attributes: ordered(attributes), leftOut };
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
