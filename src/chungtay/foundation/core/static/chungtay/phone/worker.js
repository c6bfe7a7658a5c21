// The service worker: the app opens without a network, always whole and of one version. BOX, VERSION, KEPT and
// FRESH (what is asked for anew while there is a network) stand above this line; the office writes them. A new version waits until the page says that nothing is half-filled.

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
  if (FRESH.includes(path)) {
    event.respondWith(freshFirst(event, path));
    return;
  }
  event.respondWith(caches.open(CACHE).then(async (cache) => (await cache.match(path)) ?? fetch(event.request)));
});

/** From the network, and kept anew as somebody sees it who is not signed in; without a network as it was kept last. */
async function freshFirst(event, path) {
  try {
    const response = await fetch(event.request);
    if (response.ok) event.waitUntil(keepAnew(path).catch(() => {}));
    return response;
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(path);
    if (!kept) throw error;
    return kept;
  }
}

async function keepAnew(path) {
  const response = await fetch(path, { cache: "reload", credentials: "omit" });
  if (response.ok) await (await caches.open(CACHE)).put(path, response);
}

addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
});
