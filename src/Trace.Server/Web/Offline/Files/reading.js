// From the text of a QR code to what it says: section 4 of api-specs/code-format.md, in the extent of its section 4.6. Labels of ours
// are web addresses with at most (17) in the query; element strings and typed codes never carry a signature.

const MAX_LENGTH = 8192;
const SET_82 = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+$/;
const ELEMENT_STRINGS = [']d2', ']C1', ']Q3', ']e0', ']J1'];

/** The text is no code. Nothing else is thrown for any text. */
export class NotACode extends Error {}

const refuse = (why) => { throw new NotACode(why); };

/** Returns { gtin, variant, lot, serial, attributes, s, leftOut }; `leftOut` says that an AI is there which only the server checks. */
export function read(text) {
  if (typeof text !== 'string' || text.length > MAX_LENGTH) refuse('too long');
  text = text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '');
  if (text.startsWith(']')) {
    if (text.length < 3 || ELEMENT_STRINGS.includes(text.slice(0, 3))) refuse('element string');
    text = text.slice(3);
  }
  const typed = /^([0-9]{8}|[0-9]{12,14})(?=[\p{White_Space},;/]|$)/u.test(text);
  if (typed || text.startsWith('(') || text.includes('\u001D')) refuse('no web address');
  if (!text.startsWith('/') && !text.includes('://') && !text.includes('/01/')) refuse('no web address');
  return readUri(text.split('#', 1)[0]);
}

function readUri(text) {
  if (!/^[!$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]*$/.test(text)) refuse('character');
  const question = text.indexOf('?');
  const query = question < 0 ? '' : text.slice(question + 1);
  let rest = question < 0 ? text : text.slice(0, question);

  const slash = rest.indexOf('/');
  const hasScheme = slash > 0 && rest[slash - 1] === ':' && rest[slash + 1] === '/';
  if (hasScheme && !/^https?$/i.test(rest.slice(0, slash - 1))) refuse('scheme');
  if (hasScheme) rest = rest.slice(slash + 2);
  if (hasScheme || !rest.startsWith('/')) {
    const authority = rest.split('/', 1)[0];
    if (!/^([A-Za-z0-9\-._]+|\[[0-9A-Fa-f.:]+\])(:[0-9]{0,5})?$/.test(authority)) refuse('host');
    rest = rest.slice(authority.length);
  }
  return { ...readPath(rest), ...readQuery(query) };
}

/** From the end backwards, so that a stem of any shape may stand in front. */
function readPath(path) {
  const segments = path.split('/').slice(1);
  const take = (ai, isOptional) => {
    if (segments.length >= 2 && segments.at(-2) === ai) return decode(segments.splice(-2)[1], false);
    return isOptional ? null : refuse(`no ${ai} in the path`);
  };
  const serial = take('21', false);
  const lot = take('10', true);
  const variant = take('22', true);
  const gtin = take('01', false);
  for (const value of [serial, lot, variant]) if (value !== null && !isText(value, 20)) refuse('value');
  if (!isGtin(gtin)) refuse('GTIN');
  return { gtin, variant, lot, serial };
}

function readQuery(query) {
  const attributes = new Map();
  let s = null;
  let leftOut = false;
  for (const part of query.split('&').filter(Boolean)) {
    const equals = part.indexOf('=');
    const key = equals < 0 ? part : part.slice(0, equals);
    const encoded = equals < 0 ? '' : part.slice(equals + 1);
    if (key === 's') {
      if (s !== null) refuse('s twice');
      s = encoded;
    } else if (/^[0-9]+$/.test(key)) {
      if (['01', '10', '21', '22'].includes(key) || key.length < 2 || key.length > 4 || attributes.has(key)) refuse('query');
      const value = decode(encoded, true);
      if (!isText(value, 90) || (key === '17' && !isShortDate(value))) refuse('value');
      leftOut ||= key !== '17';
      attributes.set(key, value);
    }
  }
  return { attributes: [...attributes].sort(([a], [b]) => Number(a) - Number(b)), s, leftOut };
}

/** Once. GS1 values are ASCII, so a byte is a character, and what is above fails the check of its value. */
function decode(text, inQuery) {
  if (/%(?![0-9A-Fa-f]{2})|%00/.test(text)) refuse('percent sign');
  return text.replace(/%(..)|\+/g, (whole, digits) => digits ? String.fromCharCode(parseInt(digits, 16)) : inQuery ? ' ' : whole);
}

const isText = (value, most) => value.length <= most && SET_82.test(value);

export function isGtin(text) {
  if (!/^[0-9]{14}$/.test(text)) return false;
  const sum = [...text].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return sum % 10 === 0;
}

/** YYMMDD, day 00 for the whole month. The century is unknown: 29 February is good in every year divisible by 4. */
function isShortDate(value) {
  const [, year, month, day] = /^([0-9]{2})([0-9]{2})([0-9]{2})$/.exec(value) ?? [];
  const days = [31, year % 4 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && Number(day) <= days;
}

const encode = (value) => value.replace(/[^A-Za-z0-9\-._~]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0'));

/** What is signed, section 2.2: built from values, never from the text that was read. */
export function tailOf({ gtin, variant, lot, serial, attributes }) {
  const path = [['01', gtin], ['22', variant], ['10', lot], ['21', serial]].filter(([, value]) => value !== null);
  const query = attributes.map(([ai, value]) => `${ai}=${encode(value)}`).join('&');
  return path.map(([ai, value]) => `/${ai}/${encode(value)}`).join('') + (query && `?${query}`);
}
