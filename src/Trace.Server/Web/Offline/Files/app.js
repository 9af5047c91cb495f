// Puts the page together: a picture becomes a text, a text an answer, an answer a scan that is kept and sent.
import * as camera from './camera.js';
import { prepare, readQrTextsOfFile } from './decoder.js';
import { isSupported } from './ed25519.js';
import { fetchKeys, storedKeys } from './published.js';
import { NotACode, read } from './reading.js';
import { sendPending } from './sending.js';
import { forgetDone, keepScan, scans } from './store.js';
import { TEXTS } from './texts.js';
import { verify } from './verifying.js';
import { element, lineOf, resultOf } from './views.js';

const RETRY_MS = 30_000;
const OLD_KEYS_DAYS = 7;
const DAY_MS = 86_400_000;
const id = (name) => document.getElementById(name);

let published = { keys: new Map(), fetchedAt: null };
let shown; // The answer on the screen, the id of its scan, and how that stood when it was last seen.
let retry;

// --- From a text to an answer ----------------------------------------------------------------------------------------

/** Of several codes in one picture the one that is ours. */
function pick(texts) {
  return texts.find((text) => {
    try {
      return read(text);
    } catch (error) {
      if (error instanceof NotACode) return false;
      throw error;
    }
  }) ?? texts[0];
}

async function answer(texts) {
  if (texts.length === 0) return show({ outcome: 'not_a_code', reason: 'no_code' });
  const text = pick(texts);
  const verdict = await verify(published.keys, text);
  if (!verdict.code) return show(verdict);
  // On disk before it is on the screen.
  const scan = { text, scannedAt: Date.now(), outcome: verdict.outcome, serial: verdict.code.serial, state: 'pending' };
  let scanId = null;
  try {
    scanId = await keepScan(scan);
  } catch { /* The card says so. */ }
  navigator.storage?.persist?.();
  await drawScans();
  await show(verdict, scanId);
  send();
}

async function show(verdict, scanId = null) {
  shown = { verdict, scanId };
  id('intro')?.remove();
  id('scan-text').textContent = TEXTS.scanNext;
  shown.kept = await findScan(scanId);
  id('result').replaceChildren(resultOf(verdict, shown.kept));
  id('result').focus({ preventScroll: true });
  id('result').scrollIntoView({ block: 'start', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
}

const note = (text) => id('result').replaceChildren(element('p', { class: 'bar' }, text));

// --- Camera, photo, text ---------------------------------------------------------------------------------------------

async function scanLive() {
  id('camera').hidden = false;
  id('result').replaceChildren();
  document.body.classList.add('scanning');
  let texts;
  try {
    const reading = camera.scan(id('video'));
    id('video').onplaying = () => { id('light').hidden = !camera.hasLamp(); };
    texts = await reading;
  } catch {
    closeCamera();
    return note(TEXTS.cameraRefused);
  }
  // Nothing: somebody stopped it, and perhaps began anew.
  if (!texts) return;
  closeCamera();
  await answer(texts);
}

function closeCamera() {
  camera.stop();
  id('camera').hidden = true;
  id('light').hidden = true;
  id('light').setAttribute('aria-pressed', 'false');
  document.body.classList.remove('scanning');
}

async function readPhoto(input) {
  const [file] = input.files;
  if (!file) return;
  note(TEXTS.working);
  const texts = await readQrTextsOfFile(file);
  input.value = ''; // The same photo may be chosen again.
  await answer(texts);
}

/** Where nothing reads pictures, there is still what a hand scanner types. */
function textAlone() {
  for (const name of ['scan', 'photo-button']) id(name).hidden = true;
  id('typed-form').parentElement.open = true;
  note(TEXTS.noReader);
}

function toggleLight(button) {
  const isLit = button.getAttribute('aria-pressed') !== 'true';
  button.setAttribute('aria-pressed', String(isLit));
  camera.light(isLit);
}

// --- Scans -----------------------------------------------------------------------------------------------------------

const findScan = async (scanId) => scanId === null ? undefined : (await storedScans()).find((scan) => scan.id === scanId);

/** What cannot be read is shown as empty: an answer does not wait for it. */
const storedScans = () => scans().catch(() => []);

async function drawScans() {
  const all = await storedScans();
  const waiting = all.filter((scan) => scan.state === 'pending').length;
  id('scans').replaceChildren(...all.map(lineOf));
  id('summary').textContent = TEXTS.summary(waiting, all.length - waiting);
  id('no-scans').hidden = all.length > 0;
  id('sent-note').hidden = id('scan-actions').hidden = all.length === 0;
  id('send').hidden = waiting === 0;
  id('forget').hidden = waiting === all.length;
}

async function send() {
  clearTimeout(retry);
  const isDone = await sendPending(async () => {
    await drawScans();
    if (shown?.scanId) {
      // Removed from the list it is still what it was.
      shown.kept = await findScan(shown.scanId) ?? shown.kept;
      id('result').replaceChildren(resultOf(shown.verdict, shown.kept));
    }
  }).catch(() => false);
  clearTimeout(retry);
  if (!isDone) retry = setTimeout(send, RETRY_MS);
}

// --- This device -----------------------------------------------------------------------------------------------------

async function drawKeys() {
  published = await storedKeys().catch(() => published);
  const { keys, fetchedAt } = published;
  const line = id('ready-keys');
  line.className = fetchedAt ? 'yes' : 'no';
  line.textContent = fetchedAt ? TEXTS.keys(new Set([...keys.values()].map((key) => key.brand)).size, TEXTS.time(fetchedAt)) : TEXTS.noKeys;
  const days = Math.floor((Date.now() - fetchedAt) / DAY_MS);
  id('keys-note').textContent = fetchedAt && days >= OLD_KEYS_DAYS ? TEXTS.oldKeys(days) : '';
  if (!await isSupported()) id('keys-note').textContent = TEXTS.cannotVerify;
}

async function updateKeys(isAsked) {
  const outcome = await fetchKeys();
  await drawKeys();
  if (outcome === 'unreadable') id('keys-note').textContent = TEXTS.keysUnreadable;
  else if (outcome === 'unreachable' && isAsked) id('keys-note').textContent = TEXTS.keysUnreachable;
}

function drawPage(state) {
  id('ready-page').className = state === 'worksOffline' ? 'yes' : 'no';
  id('ready-page').textContent = TEXTS[state];
}

async function keepPage() {
  if (!navigator.serviceWorker) return drawPage('cannotOffline');
  drawPage('notYetOffline');
  const isUpdate = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener('controllerchange', () => { id('update').hidden = !isUpdate; });
  try {
    await navigator.serviceWorker.register('sw.js', { updateViaCache: 'none' });
    await navigator.serviceWorker.ready;
    drawPage('worksOffline');
  } catch {
    drawPage(navigator.serviceWorker.controller ? 'worksOffline' : 'cannotOffline');
  }
}

function drawNetwork() {
  id('network').textContent = navigator.onLine ? TEXTS.online : TEXTS.offline;
  id('network').className = navigator.onLine ? 'on' : 'off';
}

function whenBack() {
  drawNetwork();
  send();
  updateKeys(false);
}

for (const node of document.querySelectorAll('[data-text]')) node.textContent = TEXTS[node.dataset.text];
id('scan').onclick = scanLive;
id('stop').onclick = closeCamera;
id('light').onclick = ({ currentTarget }) => toggleLight(currentTarget);
id('photo').onchange = ({ currentTarget }) => readPhoto(currentTarget);
id('typed-form').onsubmit = async (event) => {
  event.preventDefault();
  if (id('typed').value.trim()) await answer([id('typed').value]);
  id('typed').value = '';
};
id('send').onclick = send;
id('forget').onclick = () => forgetDone(0).then(drawScans);
id('update-keys').onclick = () => updateKeys(true);
id('reload').onclick = () => location.reload();
addEventListener('online', whenBack);
addEventListener('offline', drawNetwork);
document.addEventListener('visibilitychange', () => document.hidden ? closeCamera() : whenBack());

await drawKeys();
await drawScans();
whenBack();
keepPage();
if (!await prepare()) textAlone();
