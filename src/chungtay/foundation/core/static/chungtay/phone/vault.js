// The PIN and what it opens. The PIN makes a key (PBKDF2), that key opens the telephone's own key, and that one seals
// every record (AES-GCM, bound to the record's name). Without the PIN nothing can be read, by us neither.

import { BOX } from "./box.js";
import { Full, change, get } from "./store.js";

const ROUNDS = 600_000;
export const SHORTEST_PIN = 6;
const FREE_TRIES = 5;
const LONGEST_WAIT = 60 * 60 * 1000;

/** A wrong PIN; `wait` milliseconds have to pass before the next try. */
export class WrongPin extends Error {
  constructor(wait) {
    super("wrong pin");
    this.wait = wait;
  }
}

export async function exists() {
  return (await get("plain", "vault")) !== undefined;
}

/** A new vault under a PIN; returns its key and what has to be kept of it. */
export async function make(pin) {
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(pin, salt, ROUNDS), raw);
  return { key: await own(raw), vault: { salt, iv, box, rounds: ROUNDS, wrong: 0, until: 0 } };
}

/** The key, for the right PIN. Throws WrongPin; each try is counted before it is looked at. */
export async function unlock(pin) {
  const vault = withTries(await get("plain", "vault"));
  const wait = waiting(vault);
  if (wait > 0) throw new WrongPin(wait);
  const wrong = vault.wrong + 1;
  const pause = wrong < FREE_TRIES ? 0 : Math.min(30_000 * 2 ** (wrong - FREE_TRIES), LONGEST_WAIT);
  await count({ ...vault, wrong, until: Date.now() + pause });
  let raw;
  try {
    const by = await keyOf(pin, vault.salt, vault.rounds);
    raw = await crypto.subtle.decrypt({ name: "AES-GCM", iv: vault.iv }, by, vault.box);
  } catch {
    throw new WrongPin(pause);
  }
  await count({ ...vault, wrong: 0, until: 0 });
  return own(raw);
}

const TRIES = `chungtay.${BOX}.tries`;

/** Keep the count of wrong tries. A telephone without room opens all the same, or nothing could be sent from it to make
 * room: then the count stands in the browser's small box, which has room of its own. */
async function count(vault) {
  try {
    await change([["plain", "vault", vault]]);
    localStorage.removeItem(TRIES);
  } catch (error) {
    if (!(error instanceof Full)) throw error;
    localStorage.setItem(TRIES, JSON.stringify({ wrong: vault.wrong, until: vault.until }));
  }
}

function withTries(vault) {
  const apart = localStorage.getItem(TRIES);
  return apart === null ? vault : { ...vault, ...JSON.parse(apart) };
}

/** Milliseconds until the next try; a clock that was set back never makes it longer than the longest wait. */
export function waiting(vault) {
  return Math.min(Math.max(0, vault.until - Date.now()), LONGEST_WAIT);
}

export async function seal(key, name, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text(name) }, key, bytes);
  return { iv, box };
}

export async function open(key, name, { iv, box }) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: text(name) }, key, box);
}

export const sealJson = (key, name, value) => seal(key, name, text(JSON.stringify(value)));
export const openJson = async (key, name, sealed) => JSON.parse(new TextDecoder().decode(await open(key, name, sealed)));

export async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function text(value) {
  return new TextEncoder().encode(value);
}

function own(raw) {
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

async function keyOf(pin, salt, iterations) {
  const given = await crypto.subtle.importKey("raw", text(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, given, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
