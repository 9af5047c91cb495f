// What this device keeps, in IndexedDB: the scans with what became of them, and a few settings. No secret is among them.

const KEPT_DONE = 200;
let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('trace-offline-check', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('scans', { keyPath: 'id', autoIncrement: true });
      request.result.createObjectStore('settings');
    };
    request.onsuccess = () => {
      // Browsers close it by themselves, as of a page that sleeps; it is opened again then.
      request.result.onclose = request.result.onversionchange = forget;
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  opening.catch(forget);
  return opening;
}

const forget = () => { opening = undefined; };

/** The result of one request, once its transaction is on disk. */
async function run(store, mode, ask) {
  const database = await open();
  return new Promise((resolve, reject) => {
    let transaction;
    try {
      transaction = database.transaction(store, mode, { durability: 'strict' });
    } catch (error) {
      forget();
      throw error;
    }
    const request = ask(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const setting = (name) => run('settings', 'readonly', (store) => store.get(name));
export const keepSetting = (name, value) => run('settings', 'readwrite', (store) => store.put(value, name));

/** The newest first. */
export const scans = async () => (await run('scans', 'readonly', (store) => store.getAll())).reverse();
export const keepScan = (scan) => run('scans', 'readwrite', (store) => store.put(scan));

/** Removes what is done but for the newest; what waits to be sent stays. */
export async function forgetDone(kept = KEPT_DONE) {
  const done = (await scans()).filter((scan) => scan.state !== 'pending').slice(kept);
  if (done.length > 0) await run('scans', 'readwrite', (store) => { for (const scan of done) store.delete(scan.id); });
}

/** An opaque id of this device, so that the server knows a scan that is sent again; drawn once, and gone with the site's data. */
export async function device() {
  const known = await setting('device');
  if (known) return known;
  await keepSetting('device', btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16)))));
  return setting('device');
}
