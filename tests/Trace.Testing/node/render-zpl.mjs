// Draws many ZPL labels in one process. Standard input: one JSON order (see ZplRenderer.cs). Standard output: one JSON answer.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ready } from 'zpl-renderer-js';

const order = JSON.parse(readFileSync(0, 'utf8'));
const { api } = await ready;
const readBarcodes = order.decode ? await loadReader() : null;

const drawn = [];
for (const { zpl, file } of order.labels) {
  let image;
  try {
    image = Buffer.from(await api.zplToBase64Async(zpl, order.widthMm, order.heightMm, order.dotsPerMm), 'base64');
  } catch (error) {
    console.error(`${file}: ${error.message}\n${zpl.slice(0, 500)}`);
    process.exit(1);
  }
  writeFileSync(join(order.folder, file), image);
  drawn.push({ file, codes: readBarcodes ? await decode(image) : [] });
}
process.stdout.write(JSON.stringify(drawn));

async function decode(image) {
  const codes = await readBarcodes(image, { formats: ['QRCode', 'DataMatrix'], tryHarder: true });
  return codes.map(code => ({ format: code.format, bytes: Buffer.from(code.bytes).toString('base64') }));
}

async function loadReader() {
  const zxing = await import('zxing-wasm/reader');
  // From the package on disk: without this the module is fetched from a content network.
  const wasmPath = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const wasmBinary = readFileSync(wasmPath);
  await zxing.prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  return zxing.readBarcodes;
}
