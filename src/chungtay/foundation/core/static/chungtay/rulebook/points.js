// From answers to facts about the household, then to points and reasons of every item and indicator.

import { truth } from "./intervals.js";
import { both, join, numberText, say } from "./wording.js";

const NOT_ASKED = { vi: "không hỏi", en: "not asked" };

/** Every fact about the whole household as a span. */
export function countFacts(program, answers) {
  const facts = {};
  for (const fact of program.facts) {
    if (fact.kind === "count") {
      const truths = answers.members.map((member) => truth(fact.of, member));
      const sure = truths.filter((held) => held === true).length;
      facts[fact.id] = [sure, sure + truths.filter((held) => held === null).length];
    } else {
      const spans = answers.members.length > 0 ? answers.members.map((member) => member[fact.of]) : [[0, 0]];
      facts[fact.id] = [Math.max(...spans.map(([low]) => low)), Math.max(...spans.map(([, high]) => high))];
    }
  }
  return facts;
}

/** One scored item: what was answered, the printed row that applies, its points and why. */
export function itemResult(program, item, values, place) {
  const truths = item.options.map((option) => truth(option.when, values));
  const points = pointsOf(item, truths, place);
  const sure = item.options.filter((_, index) => truths[index]);
  const answer = answerText(program, item.reads, values);
  const words = { number: item.number, label: item.label, answer };
  const open = truths.includes(null) || points.low !== points.high;
  const rows = join(sure.map((option) => option.label), both("; "));
  return {
    id: item.id,
    number: item.number,
    label: item.label,
    answer,
    option: open ? "" : sure.map((option) => option.id).join("+"),
    points,
    reason: open
      ? say(program, "item_open", { ...words, low: points.low, high: points.high })
      : say(program, "item", { ...words, option: rows, points: points.low }),
    source: { ...item.source, form: `${item.source.form}; ${program.columns[place].sheet}` },
    reading: item.reading,
  };
}

function pointsOf(item, truths, place) {
  const points = item.options.map((option) => option.points[place]);
  const sure = points.filter((_, index) => truths[index] === true);
  const maybe = points.filter((_, index) => truths[index] === null);
  if (item.hit === "sum") {
    const least = maybe.map((value) => Math.min(0, value));
    const most = maybe.map((value) => Math.max(0, value));
    return { low: total([...sure, ...least]), high: total([...sure, ...most]) };
  }
  if (item.hit === "highest" && sure.length > 0) return { low: Math.max(...sure), high: Math.max(...sure, ...maybe) };
  if (item.hit === "first") {
    const upto = truths.includes(true) ? truths.indexOf(true) + 1 : truths.length;
    const possible = points.filter((_, index) => index < upto && truths[index] !== false);
    return { low: Math.min(...possible), high: Math.max(...possible) };
  }
  return { low: Math.min(...sure, ...maybe), high: Math.max(...sure, ...maybe) };
}

/** What was answered, as a person would say it. */
function answerText(program, reads, values) {
  if (reads.length === 1) return valueText(program, reads[0], values[reads[0]]);
  const parts = reads.map((name) => {
    const { label } = program.inputs.find((entry) => entry.id === name) ?? factOf(program, name);
    const value = valueText(program, name, values[name]);
    return { vi: `${label.vi}: ${value.vi}`, en: `${label.en}: ${value.en}` };
  });
  return join(parts, both("; "));
}

function valueText(program, name, [low, high]) {
  if (low !== high) return say(program, "unknown");
  const fact = factOf(program, name);
  if (fact?.labels_of) return low ? codeLabel(inputOf(program, fact.labels_of), low) : say(program, "none");
  if (fact) return { vi: `${low} ${fact.unit.vi}`.trim(), en: `${low} ${fact.unit.en}`.trim() };
  const entry = inputOf(program, name);
  if (entry.type === "code") return codeLabel(entry, low);
  const text = numberText(low, entry.decimals);
  return { vi: `${text.vi} ${entry.unit}`.trim(), en: `${text.en} ${entry.unit}`.trim() };
}

function inputOf(program, name) {
  return program.inputs.find((entry) => entry.id === name);
}

function factOf(program, name) {
  return program.facts.find((entry) => entry.id === name);
}

function codeLabel(entry, value) {
  const found = entry.codes.find(([code]) => code === value);
  return found ? found[1] : NOT_ASKED;
}

/** One deprivation: worked out, declared where the period only lets people declare, or changed by the reviewer. */
export function indicatorResult(program, entry, values, declared, overrides) {
  const override = overrides[entry.id];
  const found = entry.when === null ? (declared[entry.id] ?? null) : truth(entry.when, values);
  const held = override ? override.deprived : found;
  const worth = program.indicator_points;
  const points = { low: held ? worth : 0, high: held === false ? 0 : worth };
  const phrase = held === null ? "deprivation_open" : held ? "deprived" : "not_deprived";
  const answer = entry.shows.length > 0 ? answerText(program, entry.shows, values) : say(program, "declared");
  let reason = say(program, phrase, { id: entry.id, label: entry.short, answer, points: points.high });
  if (override) reason = join([reason, say(program, "overridden", { reason: override.reason })], both(" "));
  return {
    id: entry.id,
    label: entry.short,
    deprived: held,
    points,
    reason,
    source: entry.source,
    overridden: Boolean(override),
    reading: entry.reading,
  };
}

export function total(values) {
  return values.reduce((so_far, value) => so_far + value, 0);
}
