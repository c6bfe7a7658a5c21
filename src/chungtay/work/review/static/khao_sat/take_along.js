// Which households are on the telephone: as the office says, without ever dropping one that is half-filled.

import { readable } from "../chungtay/form/units.js";
import { keep } from "./book.js";
import { keyOf } from "./drafts.js";

/** `wanted` is case -> version, `wantedAgain` key -> version of second visits, as the office has it now. Fetches what is
 * missing or older, drops what is not wanted. */
export async function bringUpToDate(book, wanted, wantedAgain, ask) {
  const older = ([key, version]) => book.cases.get(key)?.version !== version;
  const first = Object.entries(wanted).map(([id, version]) => [Number(id), version]);
  const lacking = first.filter(older).map(([id]) => id);
  const again = Object.entries(wantedAgain).filter(older).map(([key]) => key);
  const acts = [];
  if (lacking.length > 0 || again.length > 0) {
    const have = [...book.programs.values()].map((program) => `${program.id}@${program.version}`);
    const found = await ask("mang-theo/", { cases: lacking, again, have });
    for (const each of found.campaigns) put(acts, book.campaigns, `campaign:${each.id}`, each.id, each);
    for (const each of found.programs) put(acts, book.programs, `program:${each.id}`, each.id, readable(each));
    for (const each of found.cases) put(acts, book.cases, `case:${keyOf(each)}`, keyOf(each), each);
  }
  for (const key of [...book.cases.keys()]) {
    if (key in wanted || key in wantedAgain || book.drafts.has(key)) continue;
    acts.push([`case:${key}`, undefined]);
    book.cases.delete(key);
  }
  if (acts.length > 0) await keep(book, acts);
}

function put(acts, map, name, id, value) {
  map.set(id, value);
  acts.push([name, value]);
}
