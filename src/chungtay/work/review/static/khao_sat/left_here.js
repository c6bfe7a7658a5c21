// What a locked telephone can say of itself: how much would be lost if it were erased now. Numbers, nothing of anybody.

import { keys } from "../chungtay/phone/store.js";

export const UNSAFE = "unsafe:"; // a mark beside each form that is not at the office yet

/** {unsafe: forms that are done and not safe, half: forms half-filled}. */
export async function leftHere() {
  const [plain, sealed] = await Promise.all([keys("plain"), keys("sealed")]);
  const count = (names, beginning) => names.filter((name) => name.startsWith(beginning)).length;
  return { unsafe: count(plain, UNSAFE), half: count(sealed, "draft:") };
}
