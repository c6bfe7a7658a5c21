// The service worker: the app opens without a network, always whole and of one version. BOX, VERSION and KEPT stand above
// this line; the office writes them. A new version waits until the page says that nothing is half-filled.

const CACHE = `${BOX}-${VERSION}`;

addEventListener("install", (event) => {
  const keepAll = async () => {
    const cache = await caches.open(CACHE);
    await Promise.all(
      KEPT.map(async (path) => {
        const response = await fetch(path, { cache: "reload", credentials: "omit" });
        if (!response.ok) throw new Error(`${path}: ${response.status}`);
        await cache.put(path, response);
      }),
    );
  };
  event.waitUntil(keepAll());
});

addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (name.startsWith(`${BOX}-`) && name !== CACHE) await caches.delete(name);
    await clients.claim();
  };
  event.waitUntil(tidy());
});

addEventListener("fetch", (event) => {
  const { method, url, mode } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  const path = mode === "navigate" && pathname === KEPT[0] ? KEPT[0] : pathname;
  if (!KEPT.includes(path)) return;
  event.respondWith(caches.open(CACHE).then(async (cache) => (await cache.match(path)) ?? fetch(event.request)));
});

addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
});
