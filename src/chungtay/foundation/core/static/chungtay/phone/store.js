// What the telephone keeps: two boxes in IndexedDB. `plain` holds what must be read before the PIN, `sealed` everything
// about people. Several changes go in together or not at all, and are on the disk when the promise is kept.

import { BOX } from "./box.js";

const NAME = `chungtay-${BOX}`;
const LAYOUT = 1;

/** No room is left on the telephone; nothing of the change was kept. */
export class Full extends Error {}

let opened = null;

function database() {
  opened ??= new Promise((done, fail) => {
    const request = indexedDB.open(NAME, LAYOUT);
    request.onupgradeneeded = () => ["plain", "sealed"].forEach((box) => request.result.createObjectStore(box));
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      done(request.result);
    };
    request.onerror = () => fail(request.error);
  });
  opened.catch(() => (opened = null));
  return opened;
}

function read(box, ask) {
  return database().then(
    (held) =>
      new Promise((done, fail) => {
        const request = ask(held.transaction(box).objectStore(box));
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      }),
  );
}

export const get = (box, key) => read(box, (store) => store.get(key));
export const keys = (box) => read(box, (store) => store.getAllKeys());

/** Put and remove at once: [[box, key, value], ...]; `undefined` removes. Throws Full. */
export async function change(acts) {
  if (acts.length === 0) return;
  const held = await database();
  const boxes = [...new Set(acts.map(([box]) => box))];
  await new Promise((done, fail) => {
    const act = held.transaction(boxes, "readwrite", { durability: "strict" });
    act.oncomplete = () => done();
    act.onabort = () => fail(act.error?.name === "QuotaExceededError" ? new Full() : act.error);
    try {
      for (const [box, key, value] of acts) {
        if (value === undefined) act.objectStore(box).delete(key);
        else act.objectStore(box).put(value, key);
      }
    } catch (error) {
      act.abort();
      fail(error);
    }
  });
}

/** Everything goes. */
export async function erase() {
  const held = await database().catch(() => null);
  held?.close();
  opened = null;
  await new Promise((done, fail) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = request.onblocked = () => done(); // another window closes its line and is erased with it
    request.onerror = () => fail(request.error);
  });
}
