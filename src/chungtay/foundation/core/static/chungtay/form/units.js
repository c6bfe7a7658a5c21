// Units as people read them, as rulebook/units.py says them on pages and papers: the rule book types "m2".

const SQUARE_METRES = /(?<![\p{L}\p{M}_])m2(?![\p{L}\p{M}\p{N}_])/gu; // "20 m2" and "25m2"; no part of "floor_area_m2"
const READ = ["vi", "en", "unit"]; // the texts of a program that people read

/** "Dưới 20 m2" -> "Dưới 20 m²". */
export function written(text) {
  return text.replaceAll(SQUARE_METRES, "m²");
}

/** The program of the rules with its texts and units as people read them; what it reckons with stays as it is. */
export function readable(program) {
  if (Array.isArray(program)) return program.map(readable);
  if (program === null || typeof program !== "object") return program;
  const shown = ([name, value]) => [name, typeof value === "string" && READ.includes(name) ? written(value) : readable(value)];
  return Object.fromEntries(Object.entries(program).map(shown));
}
