// Draws many ZPL labels in one process. Standard input: one JSON order (see ZplRenderer.cs). Standard output: one JSON answer.
import { webcrypto } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// Node 18 takes the renderer's ES module for CommonJS, and has no global crypto: its CommonJS build works everywhere.
const require = createRequire(import.meta.url);
globalThis.crypto ??= webcrypto;
const { api } = await require('zpl-renderer-js').ready;

const order = JSON.parse(readFileSync(0, 'utf8'));
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
  // The picture is exact, so there is nothing to gain from inverted, shrunken or turned copies of it.
  const options = { formats: ['QRCode', 'DataMatrix'], tryHarder: true, tryInvert: false, tryDownscale: false, tryRotate: false };
  const codes = await readBarcodes(image, options);
  return codes.map(code => ({ format: code.format, bytes: Buffer.from(code.bytes).toString('base64'), identifier: code.symbologyIdentifier }));
}

async function loadReader() {
  const zxing = await import('zxing-wasm/reader');
  // From the package on disk: without this the module is fetched from a content network.
  const wasmPath = require.resolve('zxing-wasm/reader/zxing_reader.wasm');
  const wasmBinary = readFileSync(wasmPath);
  await zxing.prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  return zxing.readBarcodes;
}
