// Draws answers and scans. Everything is put in as text: what a code says never becomes markup.
import { TEXTS } from './texts.js';

/** The shape and colour of each answer; colour is never alone. */
const KINDS = { valid: 'issued', invalid: 'not_issued', unknown_key: 'caution', check_online: 'plain', not_a_code: 'plain' };
const VERDICT_KINDS = { issued: 'issued', caution: 'caution', not_issued: 'not_issued', recalled: 'not_issued', not_activated: 'plain', retired: 'plain' };
const SHAPES = {
  issued: ['M24 3a21 21 0 1 0 0 42 21 21 0 0 0 0-42Z', 'M15 24.5l6.5 6.5L33.5 17.5'],
  caution: ['M24 6 44 41H4Z', 'M24 19v10M24 35.5v.1'],
  not_issued: ['M24 3a21 21 0 1 0 0 42 21 21 0 0 0 0-42Z', 'M17 17l14 14M31 17 17 31'],
  plain: ['M24 3a21 21 0 1 0 0 42 21 21 0 0 0 0-42Z', 'M18.5 19a5.5 5.5 0 1 1 8 5c-1.8 1-2.5 2-2.5 4M24 34.5v.1'],
};

export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

function icon(kind) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 48 48');
  svg.setAttribute('aria-hidden', 'true');
  SHAPES[kind].forEach((d, i) => {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', d);
    path.setAttribute('class', i === 0 ? 'body' : 'mark');
    svg.append(path);
  });
  return svg;
}

/** The card of one answer; `scan` is what is kept of it, if something is. */
export function resultOf(answer, scan) {
  const { heading, text, next } = TEXTS.answers[answer.reason](answer);
  const isCode = answer.code !== undefined;
  return element('article', { class: `hero ${KINDS[answer.outcome] ?? 'plain'}`, 'data-outcome': answer.outcome, 'data-reason': answer.reason },
    icon(KINDS[answer.outcome] ?? 'plain'),
    element('h1', {}, heading),
    element('p', {}, text),
    isCode ? facts(answer) : null,
    element('h2', {}, TEXTS.next),
    element('p', {}, next),
    isCode ? element('h2', {}, TEXTS.notLookedAt) : null,
    isCode ? element('ul', {}, ...TEXTS.history.map((line) => element('li', {}, line))) : null,
    isCode ? element('div', { class: 'server' }, ...serverLines(scan, TEXTS.willBeSent)) : null);
}

function facts({ code, keyId }) {
  const expiry = code.attributes.find(([ai]) => ai === '17')?.[1];
  const rows = [[TEXTS.serial, code.serial], [TEXTS.gtin, code.gtin], [TEXTS.lot, code.lot], [TEXTS.expiry, expiry && dateOf(expiry)], [TEXTS.key, keyId === undefined ? null : TEXTS.keyNumber(keyId)]];
  return element('dl', {}, ...rows.filter(([, value]) => value).map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, groups(name, value)))));
}

/** Serials made here, in fours, copied in one piece. */
function groups(name, value) {
  const parts = name === TEXTS.serial && /^[0-9A-HJKMNP-TV-Z]{12}$/.test(value) ? value.match(/.{4}/g) : [value];
  const holder = document.createDocumentFragment();
  for (const part of parts) holder.append(element('span', {}, part));
  return holder;
}

const dateOf = (value) => `20${value.slice(0, 2)}-${value.slice(2, 4)}${value.endsWith('00') ? '' : `-${value.slice(4)}`}`;

/** What the server said, or that it was not asked yet. */
function serverLines(scan, waiting) {
  if (!scan) return [element('p', {}, TEXTS.notStored)];
  if (scan.state === 'pending') return [element('p', { class: 'state' }, TEXTS.pending), element('p', {}, waiting)];
  const [first, ...others] = scan.reasons;
  const ordinal = scan.ordinal ? `${TEXTS.nthCheck(scan.ordinal)}, ` : '';
  return [
    element('p', { class: `state ${VERDICT_KINDS[scan.verdict] ?? 'caution'}` }, TEXTS.verdicts[scan.verdict] ?? TEXTS.refused),
    ...[first, ...others].filter(Boolean).map((reason) => element('p', {}, reason)),
    element('p', { class: 'soft small' }, `${TEXTS.sent} ${TEXTS.time(scan.answeredAt)}${scan.verdict ? `, ${ordinal}`.replace(/, $/, '') : ''}`),
  ];
}

export function lineOf(scan) {
  const kind = scan.state === 'pending' ? KINDS[scan.outcome] : VERDICT_KINDS[scan.verdict] ?? 'caution';
  return element('li', { class: kind, 'data-state': scan.state, 'data-verdict': scan.verdict ?? '' },
    icon(kind),
    element('div', {},
      element('p', { class: 'code' }, groups(TEXTS.serial, scan.serial)),
      element('p', { class: 'soft small' }, `${TEXTS.scannedAt} ${TEXTS.time(scan.scannedAt)} · ${TEXTS.outcomes[scan.outcome]}`),
      ...(scan.state === 'pending' ? [element('p', { class: 'state' }, TEXTS.pending)] : serverLines(scan))));
}
