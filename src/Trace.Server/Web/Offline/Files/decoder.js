// Texts of the QR codes in a picture: by the browser's own reader where it has one and finds something, else by ZXing in a worker.

const LONGEST_SIDE = 2400;
let native; // A promise of the browser's own reader, or of null.
let worker; // A promise of ZXing in a worker, or of null: a server may have been built without it.
let lastId = 0;
const waiting = new Map();

/** Starts what takes time to start, and tells whether there is anything that reads pictures. */
export async function prepare() {
  worker ??= startWorker();
  native ??= nativeReader();
  return (await Promise.all([native, worker])).some(Boolean);
}

const startWorker = () => new Promise((resolve) => {
  const started = new Worker(new URL('decoder-worker.js', import.meta.url), { type: 'module' });
  started.onmessage = ({ data }) => {
    if (data.isReady) return resolve(started);
    waiting.get(data.id)?.(data.texts);
    waiting.delete(data.id);
  };
  started.onerror = () => {
    resolve(null);
    for (const answer of waiting.values()) answer([]);
    waiting.clear();
  };
});

async function nativeReader() {
  try {
    const formats = await globalThis.BarcodeDetector.getSupportedFormats();
    return formats.includes('qr_code') ? new globalThis.BarcodeDetector({ formats: ['qr_code'] }) : null;
  } catch {
    return null;
  }
}

/** @param picture anything a canvas draws; @param isThorough for a photo, of which there is one: turn, shrink and look twice. */
export async function readQrTexts(picture, { width, height, isThorough }) {
  await prepare();
  const [own, zxing] = [await native, await worker];
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const image = context.getImageData(0, 0, canvas.width, canvas.height);
  const found = own ? await own.detect(image).catch(() => []) : [];
  if (found.length > 0 || !zxing) return found.map((code) => code.rawValue);
  return new Promise((resolve) => {
    const id = ++lastId;
    waiting.set(id, resolve);
    zxing.postMessage({ id, image, isThorough }, [image.data.buffer]);
  });
}

/** A photo, upright as the camera says it is. A file that is no picture has no codes. */
export async function readQrTextsOfFile(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return [];
  }
  try {
    return await readQrTexts(bitmap, { width: bitmap.width, height: bitmap.height, isThorough: true });
  } finally {
    bitmap.close();
  }
}
