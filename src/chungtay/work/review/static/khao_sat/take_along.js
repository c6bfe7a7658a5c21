// Which households are on the telephone: as the office says, without ever dropping one that is half-filled.

import { keep } from "./book.js";

/** `wanted` is case -> version, as the office has it now. Fetches what is missing or older, drops what is not wanted. */
export async function bringUpToDate(book, wanted, ask) {
  const lacking = Object.entries(wanted)
    .filter(([id, version]) => book.cases.get(Number(id))?.version !== version)
    .map(([id]) => Number(id));
  const acts = [];
  if (lacking.length > 0) {
    const have = [...book.programs.values()].map((program) => `${program.id}@${program.version}`);
    const found = await ask("mang-theo/", { cases: lacking, have });
    for (const each of found.campaigns) put(acts, book.campaigns, `campaign:${each.id}`, each.id, each);
    for (const each of found.programs) put(acts, book.programs, `program:${each.id}`, each.id, each);
    for (const each of found.cases) put(acts, book.cases, `case:${each.id}`, each.id, each);
  }
  for (const id of [...book.cases.keys()]) {
    if (id in wanted || book.drafts.has(id)) continue;
    acts.push([`case:${id}`, undefined]);
    book.cases.delete(id);
  }
  if (acts.length > 0) await keep(book, acts);
}

function put(acts, map, name, id, value) {
  map.set(id, value);
  acts.push([name, value]);
}
