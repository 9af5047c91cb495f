// ZXing beside the page, so that a large photo does not stop it.
import { prepareZXingModule, readBarcodes } from './zxing-wasm/es/reader/index.js';

// Without this the module would be fetched from elsewhere, which the policy of this page refuses.
prepareZXingModule({
  overrides: { locateFile: (name) => new URL(`zxing-wasm/reader/${name}`, import.meta.url).href },
  fireImmediately: true,
});

postMessage({ isReady: true });

onmessage = async ({ data: { id, image, isThorough } }) => {
  let texts = [];
  try {
    const codes = await readBarcodes(image, {
      formats: ['QRCode'], textMode: 'Plain', maxNumberOfSymbols: 4,
      tryHarder: isThorough, tryRotate: isThorough, tryDownscale: isThorough, tryInvert: isThorough,
    });
    texts = codes.filter((code) => code.isValid).map((code) => code.text);
  } catch { /* A picture that cannot be read has no codes. */ }
  postMessage({ id, texts });
};
