// Everything that the telephone knows while it is unlocked, and keeping it sealed. One change after the other.
//
//   list: {digest, skew, gifts: [{id, state, token, code, name, head, address, group, kind, worth, round, first}]}
//   told: sent_id -> {sent_id, gift, outcome, at, received_by, note, secret, proof, state, words, name, kind, proof_done}

import { change, get, keys } from "../chungtay/phone/store.js";
import * as vault from "../chungtay/phone/vault.js";

export const emptyBook = () => ({ key: null, device: null, list: { digest: "", skew: 0, gifts: [] }, told: new Map(), skew: 0 });

export async function load(key) {
  const book = { ...emptyBook(), key };
  for (const name of (await keys("sealed")).filter((each) => !each.startsWith("file:"))) {
    const value = await vault.openJson(key, name, await get("sealed", name));
    if (name === "device") book.device = value;
    else if (name === "list") Object.assign(book, { list: { skew: 0, ...value }, skew: value.skew ?? 0 });
    else book.told.set(value.sent_id, value);
  }
  return book;
}

let last = Promise.resolve();

/** Keep several things at once: [["told:...", row], ["file:...", bytes], ["file:...", undefined]]. */
export function keep(book, acts) {
  const frozen = acts.map(([name, value]) => [name, value === undefined || value instanceof ArrayBuffer ? value : new TextEncoder().encode(JSON.stringify(value))]);
  const next = last.then(async () => {
    const sealed = frozen.map(async ([name, bytes]) => ["sealed", name, bytes && (await vault.seal(book.key, name, bytes))]);
    await change(await Promise.all(sealed));
  });
  last = next.catch(() => {});
  return next;
}

export async function fileOf(book, number) {
  const sealed = await get("sealed", `file:${number}`);
  return sealed && vault.open(book.key, `file:${number}`, sealed);
}

/** The time as the office has it, as far as the last call told, kept while the telephone is locked: a wrong clock dates no
 * hand-over. */
export const officeTime = (book) => new Date(Date.now() - book.skew);

export const unsafe = (book) => [...book.told.values()].filter((row) => row.state === "waiting" || (row.proof && !row.proof_done && row.state !== "refused"));

/** What this telephone told of a gift and the office has not refused: the last word. */
export function toldOf(book, gift) {
  const rows = [...book.told.values()].filter((row) => row.gift === gift.id && row.state !== "refused");
  return rows.find((row) => row.outcome === "delivered") ?? rows.sort((one, other) => other.at.localeCompare(one.at))[0] ?? null;
}

/** The first hand-over of a gift, as far as anybody here knows: {at, where, by, received_by}, or null. */
export function firstOf(book, gift, here) {
  if (gift.first) return gift.first;
  const row = toldOf(book, gift);
  return row?.outcome === "delivered" ? { at: row.at, where: here, by: book.device.person, received_by: row.received_by } : null;
}

/** The gift whose slip was read; null when it is none of this telephone's. */
export async function giftOfSlip(book, text) {
  const typed = text.trim().toUpperCase().replace(/^CTQ:/, "").replace(/[\s-]/g, "");
  const digest = await vault.sha256(new TextEncoder().encode(typed));
  const gift = book.list.gifts.find((each) => each.token === digest || each.code === digest);
  return gift ? { gift, secret: typed } : null;
}
