// Keeps this page on the device. In front of this file the server puts RELEASE, a hash over all files, and FILES, their addresses each with
// its own hash (OfflineFiles.cs): a change of any of them is a change of this script, which browsers look for at every visit.

const PREFIX = 'trace-offline-';
const CACHE = PREFIX + RELEASE;

addEventListener('install', (event) => event.waitUntil(install()));
addEventListener('activate', (event) => event.waitUntil(activate()));

async function install() {
  const cache = await caches.open(CACHE);
  // A file of another release, as while servers are replaced one by one, makes this fail; the browser tries again at its next visit.
  await cache.addAll(Object.entries(FILES).map(([path, integrity]) => new Request(path, { cache: 'no-cache', integrity })));
  await skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  // Scans and keys go to the server, or fail: nothing of them is kept here.
  if (origin !== location.origin || event.request.method !== 'GET' || !(pathname in FILES)) return;
  event.respondWith(answer(event.request, pathname));
});

async function answer(request, pathname) {
  const cache = await caches.open(CACHE);
  return await cache.match(pathname) ?? fetch(request);
}
