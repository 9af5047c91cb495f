// Keeps this page on the device. In front of this file the server puts RELEASE, a hash over all files, and FILES, their addresses
// (OfflineFiles.cs): a change of any of them is a change of this script, which browsers look for at every visit.

const PREFIX = 'trace-offline-';
const CACHE = PREFIX + RELEASE;

addEventListener('install', (event) => event.waitUntil(install()));
addEventListener('activate', (event) => event.waitUntil(activate()));

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: 'no-cache' })));
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
  if (origin !== location.origin || event.request.method !== 'GET' || !FILES.includes(pathname)) return;
  event.respondWith(answer(event.request, pathname));
});

async function answer(request, pathname) {
  const cache = await caches.open(CACHE);
  return await cache.match(pathname) ?? fetch(request);
}
