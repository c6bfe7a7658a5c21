// A new version of the app: fetched beside the old one, put in its place when nothing is half-filled.

/** Registers the worker. `ready(put)` is called when a new version waits; `put()` puts it in place and loads anew. */
export async function followVersions(address, ready) {
  if (!("serviceWorker" in navigator)) return;
  const had = navigator.serviceWorker.controller !== null;
  const found = await navigator.serviceWorker.register(`${address}worker.js`, { scope: address, updateViaCache: "none" });
  const tell = () => {
    if (!found.waiting) return;
    ready(() => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      found.waiting.postMessage("take over");
    });
  };
  found.addEventListener("updatefound", () => {
    found.installing?.addEventListener("statechange", () => had && tell());
  });
  if (had) tell();
  addEventListener("online", () => found.update().catch(() => {}));
  setInterval(() => found.update().catch(() => {}), 60 * 60_000);
}
