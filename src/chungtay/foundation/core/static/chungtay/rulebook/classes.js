// From scores to the class, and what single answer would change it.

import { RuleSetIncomplete } from "./errors.js";
import { namesIn, truth } from "./intervals.js";
import { say } from "./wording.js";

/**
 * Apply the class rules of a method ("points" or "income") in an area ("urban" or "rural").
 * `scores` are spans. Returns {area, classId, sub, possible, article, lines}; classId is "" while several are possible.
 */
export function choose(program, method, area, scores) {
  const known = {};
  for (const [id, line] of Object.entries(program.lines)) if (line[area] !== null) known[id] = line[area];
  const values = { ...scores };
  for (const [id, value] of Object.entries(known)) values[id] ??= [value, value];
  const rules = program.rules.filter((rule) => rule.method === method);
  const lackingIn = (rule) => namesIn(rule.when).filter((name) => !(name in values)).sort();
  const held = [];
  for (const rule of rules) {
    const lacking = lackingIn(rule);
    if (lacking.length > 0) {
      // another rule may decide without the line that is not known
      if (rules.some((other) => lackingIn(other).length === 0 && truth(other.when, values))) continue;
      const label = program.lines[lacking[0]].label;
      throw new RuleSetIncomplete(
        `“${label.vi}” (${area}) chưa có trong nguồn văn bản của ${program.id}; không xếp loại được.`,
        `"${label.en}" (${area}) is not in the sources of ${program.id}: it cannot be classified.`,
      );
    }
    const verdict = truth(rule.when, values);
    if (verdict !== false) held.push([rule, verdict]);
  }
  const certain = held.filter(([, verdict]) => verdict);
  const possible = [...new Set(held.map(([rule]) => rule.class))];
  const [first] = (certain.length > 0 ? certain : held)[0];
  const decided = possible.length === 1;
  return {
    area,
    classId: decided ? possible[0] : "",
    sub: decided && held.length === 1 ? first.sub : "",
    possible,
    article: decided ? first.article : "",
    lines: known,
  };
}

/** The thresholds of a score as shown: "175", or "140/175" where the period has two. */
export function lineText(choice, score) {
  const lines = Object.entries(choice.lines).filter(([id]) => id.startsWith(`${score}_`));
  return lines.map(([, value]) => value).join("/");
}

/** Every single row of an item, or single indicator, that alone moves the household over a line and that people can act on. */
export function changes(program, choice, b1, b2, items, indicators, place) {
  const found = [];
  const known = new Map(); // hardly a dozen pairs of scores are asked for, each many times
  const classAt = (one, two) => {
    const key = `${one} ${two}`;
    if (!known.has(key)) known.set(key, classOf(program, choice, one, two));
    return known.get(key);
  };
  for (const [index, result] of items.entries()) {
    const item = program.items[index];
    if (!item.can_change || item.hit === "sum") continue; // sums have no single row
    for (const option of item.options) {
      const moved = b1 - result.points.low + option.points[place];
      if (option.id === result.option || moved === b1) continue;
      const other = classAt(moved, b2);
      if (other === choice.classId) continue;
      const sentence = say(program, "change", {
        number: item.number,
        label: item.label,
        option: option.label,
        points: option.points[place],
        b1: moved,
        line: lineText(choice, "b1"),
        class: program.classes[other],
      });
      found.push({ item: item.id, label: item.label, to_option: option.id, to_class: other, sentence });
    }
  }
  for (const [index, entry] of indicators.entries()) {
    if (!program.indicators[index].can_change) continue;
    const moved = b2 + (entry.deprived ? -program.indicator_points : program.indicator_points);
    const other = classAt(b1, moved);
    if (other === choice.classId) continue;
    const sentence = say(program, entry.deprived ? "change_b2_less" : "change_b2_more", {
      id: entry.id,
      label: entry.label,
      b2: moved,
      line: lineText(choice, "b2"),
      class: program.classes[other],
    });
    const to = entry.deprived ? "not_deprived" : "deprived";
    found.push({ item: entry.id, label: entry.label, to_option: to, to_class: other, sentence });
  }
  return found;
}

function classOf(program, choice, b1, b2) {
  try {
    return choose(program, "points", choice.area, { b1: [b1, b1], b2: [b2, b2] }).classId;
  } catch (error) {
    if (error instanceof RuleSetIncomplete) return choice.classId; // beyond an unknown line nothing can be promised
    throw error;
  }
}
