// Everything that the telephone knows while it is unlocked, and keeping it. One change after the other: what was typed
// later is kept later.

import { Full, change, get, keys } from "../chungtay/phone/store.js";
import { readable } from "../chungtay/form/units.js";
import { UNSAFE } from "./left_here.js";
import { keyOf, migrate } from "./drafts.js";
import * as vault from "../chungtay/phone/vault.js";

export function emptyBook() {
  return { key: null, device: null, campaigns: new Map(), programs: new Map(), cases: new Map(), drafts: new Map(), forms: new Map(), skew: 0 };
}

/** Read everything but the photographs. A draft of a later version of the app is left as it is. */
export async function load(key) {
  const book = { ...emptyBook(), key };
  const names = (await keys("sealed")).filter((name) => !name.startsWith("file:"));
  const read = await Promise.all(names.map(async (name) => [name, await vault.openJson(key, name, await get("sealed", name))]));
  for (const [name, value] of read) place(book, name, value);
  const unless = (error) => error instanceof Full || Promise.reject(error);
  await change([...book.forms.values()].map(marker)).catch(unless); // an older version of the app left none
  return book;
}

function place(book, name, value) {
  const [kind] = name.split(":");
  if (kind === "device") book.device = value;
  else if (kind === "campaign") book.campaigns.set(value.id, value);
  else if (kind === "program") book.programs.set(value.id, readable(value));
  else if (kind === "case") book.cases.set(keyOf(value), value);
  else if (kind === "form") book.forms.set(value.sent_id, value);
  else if (kind === "draft") book.drafts.set(keyOf(value), migrate(value));
}

/** A mark outside what is sealed, that a form is not at the office yet: so that a locked telephone can say how many. */
function marker(form) {
  return ["plain", UNSAFE + form.sent_id, isSafe(form) ? undefined : 1];
}

let last = Promise.resolve();

/** Keep several things at once: [["draft:12", value], ["file:...", bytes], ["case:9", undefined]]. */
export function keep(book, acts) {
  const key = book.key;
  const frozen = acts.map(([name, value]) => [name, value instanceof ArrayBuffer || value === undefined ? value : JSON.stringify(value)]);
  const marks = acts.filter(([name]) => name.startsWith("form:")).map(([name, form]) => (form ? marker(form) : ["plain", UNSAFE + name.slice(5), undefined]));
  const next = last.then(async () => {
    const sealed = await Promise.all(
      frozen.map(async ([name, value]) => {
        if (value === undefined) return ["sealed", name, undefined];
        const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
        return ["sealed", name, await vault.seal(key, name, bytes)];
      }),
    );
    await change([...sealed, ...marks]);
  });
  last = next.catch(() => {});
  return next;
}

export async function fileOf(book, number) {
  const sealed = await get("sealed", `file:${number}`);
  return sealed && vault.open(book.key, `file:${number}`, sealed);
}

/** The rule programs of a campaign: {points, income}, each null where no standard goes that way. */
export function rulesOf(book, campaign) {
  const found = { points: null, income: null };
  for (const standard of book.campaigns.get(campaign)?.standards ?? []) found[standard.method] ??= book.programs.get(standard.rules) ?? null;
  return found;
}

/** The time as the office has it, as far as the last call told. */
export function officeTime(book) {
  return new Date(Date.now() - book.skew * 1000);
}

export const waiting = (book) => [...book.forms.values()].filter((form) => form.state === "waiting");
export const unsafeFiles = (form) => form.files.filter((file) => !file.done);
export const isSafe = (form) => form.state !== "waiting" && form.state !== "refused" && unsafeFiles(form).length === 0;
export const notSafe = (book) => [...book.forms.values()].filter((form) => !isSafe(form));
