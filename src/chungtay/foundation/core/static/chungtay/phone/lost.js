// A telephone that somebody lost: asked while it is still locked, told when everything is gone.

import { BOX } from "./box.js";
import { NoNetwork, Refused, call } from "./contact.js";
import { get } from "./store.js";

export const WIPED = `chungtay.${BOX}.wiped`; // the number of the telephone whose erasing the office does not know of yet

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
