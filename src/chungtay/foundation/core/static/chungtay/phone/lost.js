// A telephone that somebody lost: asked while it is still locked, told when everything is gone.

import { BOX } from "./box.js";
import { NoNetwork, Refused, call } from "./contact.js";
import { erase, get } from "./store.js";

const WIPED = `chungtay.${BOX}.wiped`; // the number of the telephone whose erasing the office does not know of yet
const ERASED = `chungtay.${BOX}.erased`; // the person in front of it reads so until it is prepared anew, also after a reload

/** Kept before anything is erased, so that a page which ends half-way leaves both signs behind. */
export function rememberErased(device) {
  if (device) localStorage.setItem(WIPED, device);
  localStorage.setItem(ERASED, "1");
}

export function wasErased() {
  return localStorage.getItem(ERASED) !== null;
}

export function preparedAnew() {
  localStorage.removeItem(ERASED);
}

/** Whether the office wants this telephone erased. No answer means no. */
export async function checkWipe(address) {
  const key = await get("plain", "device");
  if (!key) return false;
  try {
    return (await call(address, `may/${key}/`, {})).wipe === true;
  } catch (error) {
    if (error instanceof NoNetwork || error instanceof Refused) return false;
    throw error;
  }
}

/** A page that ended while it was erasing left the sign behind and perhaps more: nothing of it stays. */
export async function finishErasing() {
  const key = localStorage.getItem(WIPED);
  if (key && (await get("plain", "device")) === key) await erase();
}

/** Say that everything was erased; if the office cannot be reached, it is said the next time. */
export async function tellWiped(address) {
  const key = localStorage.getItem(WIPED);
  if (!key) return;
  try {
    await call(address, `may/${key}/da-xoa/`, {});
  } catch (error) {
    if (error instanceof NoNetwork || (error instanceof Refused && error.status >= 500)) return;
    if (!(error instanceof Refused)) throw error;
  }
  localStorage.removeItem(WIPED);
}
