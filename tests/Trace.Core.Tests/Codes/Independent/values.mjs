// Section 4.5 of api-specs/code-format.md: values, by the published table of AIs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export class NotACode extends Error {}
export const refuse = (why) => { throw new NotACode(why); };

const SETS = { N: /^[0-9]*$/, X: /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/, Y: /^[#\-/0-9A-Z]*$/, Z: /^[\-0-9=A-Z_a-z]*$/ };
export const checkDigitHolds = (digits) => [...digits].reverse().reduce((sum, digit, i) => sum + Number(digit) * (i % 2 ? 3 : 1), 0) % 10 === 0;
const isDate = (year, month, day) => day <= [31, year % 4 || (year % 100 === 0 && year % 400) ? 28 : 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
const pairs = (text) => text.match(/../g).map(Number);
const isShortDate = ([year, month, day]) => isDate(2000 + year, month, day); // of 2000, which has a 29 February: the century is unknown
const upTo = (most) => (text) => Number(text) <= most;
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83];
const SET_82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const PAIR_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

function checkPairHolds(text) {
  if (text.length < 3 || text.length > 25) return false;
  const sum = [...text.slice(0, -2)].reverse().reduce((total, character, i) => total + PRIMES[i] * SET_82.indexOf(character), 0) % 1021;
  return text.endsWith(PAIR_ALPHABET[sum >> 5] + PAIR_ALPHABET[sum & 31]);
}

const isIban = (text) => /^[A-Z]{2}[0-9]{2}[0-9A-Z]+$/.test(text)
  && BigInt((text.slice(4) + text.slice(0, 4)).replace(/[A-Z]/g, (letter) => letter.charCodeAt(0) - 55)) % 97n === 1n;

/** Each gets a component whose characters and length are already good. */
export const TESTS = {
  csum: checkDigitHolds,
  csumalpha: checkPairHolds,
  yymmdd: (text) => pairs(text)[2] > 0 && isShortDate(pairs(text)),
  yymmd0: (text) => isShortDate(pairs(text)),
  yyyymmdd: (text) => Number(text.slice(0, 4)) > 0 && Number(text.slice(6)) > 0 && isDate(...[text.slice(0, 4), text.slice(4, 6), text.slice(6)].map(Number)),
  hhmi: (text) => pairs(text)[0] <= 23 && pairs(text)[1] <= 59,
  hh: upTo(23),
  mi: upTo(59),
  ss: upTo(59),
  zero: (text) => /^0+$/.test(text),
  nonzero: (text) => /[^0]/.test(text),
  nozeroprefix: (text) => !text.startsWith('0'),
  yesno: (text) => /^[01]$/.test(text),
  winding: (text) => /^[019]$/.test(text),
  iso5218: (text) => /^[0129]$/.test(text),
  hyphen: (text) => /^-+$/.test(text),
  latitude: upTo(1800000000),
  longitude: upTo(3600000000),
  pieceoftotal: (text) => pairs(text)[0] > 0 && pairs(text)[0] <= pairs(text)[1],
  posinseqslash: (text) => /^[1-9]\/[1-9]$/.test(text) && text[0] <= text[2],
  importeridx: (text) => /^[-0-9A-Z_a-z]$/.test(text),
  hasnondigit: (text) => /[^0-9]/.test(text),
  pcenc: (text) => !/%(?![0-9A-Fa-f]{2})|%00/.test(text),
  iban: isIban,
};

function readIdentifiers(file) {
  const found = new Map();
  for (const { ai: range, value, attribute, fixed } of JSON.parse(readFileSync(file, 'utf8')).identifiers) {
    const components = value.split(' ').map((word) => {
      const [type, ...tests] = word.split(',');
      const [, set, dots, length] = /^\[?([NXYZ])(\.\.)?(\d+)\]?$/.exec(type);
      return { set, least: dots ? 1 : Number(length), greatest: Number(length), optional: type.startsWith('['), tests };
    });
    const [from, to = from] = range.split('-');
    for (let n = Number(from); n <= Number(to); n++)
      found.set(String(n).padStart(from.length, '0'), { components, attribute, fixed, greatest: components.reduce((sum, c) => sum + c.greatest, 0) });
  }
  return found;
}

export const AIS = readIdentifiers(join(process.argv[2], 'application-identifiers.json'));

export function checkAnyValue(value) {
  if (value.length < 1 || value.length > 90 || !SETS.X.test(value)) refuse('no value');
  return value;
}

export function checkValue(ai, value) {
  const entry = AIS.get(ai) ?? refuse(`no AI ${ai}`);
  let rest = checkAnyValue(value);
  for (const { set, least, greatest, optional, tests } of entry.components) {
    if (optional && rest === '') continue;
    const part = rest.slice(0, greatest);
    if (part.length < least || !SETS[set].test(part) || !tests.every((test) => TESTS[test](part))) refuse(`value of ${ai}`);
    rest = rest.slice(greatest);
  }
  if (rest !== '') refuse(`value of ${ai} too long`);
  return value;
}
