// The rule book in the browser: one household in, its class with every reason out, without sending anything anywhere.
//
//   import { evaluate } from "./rulebook.js";
//   const result = evaluate(program, { household: {...}, members: [...] }, { on: "2026-09-15", missing: "refuse" });
//
// `program` is the JSON of one rule set (`./run rules program`). The result equals that of the reference evaluator in
// Python, letter by letter; tests compare them. `missing: "bound"` scores what is known and returns each score between
// its lowest and highest possible value. No dependency, no clock, no network, no floating point.

import { normalise } from "./rulebook/answers.js";
import { changes, choose, lineText } from "./rulebook/classes.js";
import { AnswersError, RuleSetIncomplete } from "./rulebook/errors.js";
import { truth } from "./rulebook/intervals.js";
import { countFacts, indicatorResult, itemResult, total } from "./rulebook/points.js";
import { boundsText, join, numberText, say } from "./rulebook/wording.js";

export { AnswersError, RuleSetIncomplete };

/** Score one household by points. Throws RuleSetIncomplete, or AnswersError for answers of the wrong shape. */
export function evaluate(program, raw, { on, missing = "refuse" }) {
  requireMethod(program, "points");
  const answers = normalise(program, raw, on);
  const declared = declaredOf(program, raw);
  for (const entry of program.indicators) {
    if (entry.when === null && !(entry.id in declared)) answers.problems.push(undeclared(entry));
  }
  const place = placeOf(program, answers);
  const nobody = answers.problems.some((problem) => problem.input === "persons"); // no row of the table holds
  const open = answers.problems.length > 0;
  if (place === null || nobody || (open && missing === "refuse")) return refused(program, answers);
  const values = { ...answers.household, ...countFacts(program, answers) };
  const items = program.items.map((item) => itemResult(program, item, values, place));
  const overrides = overridesOf(program, raw);
  const indicators = program.indicators.map((entry) => indicatorResult(program, entry, values, declared, overrides));
  const b1 = sum(items.map((item) => item.points));
  const b2 = sum(indicators.map((entry) => entry.points));
  const { area_type } = answers.household;
  const area = area_type[0] === 1 && area_type[1] === 1 ? "urban" : "rural";
  const choice = choose(program, "points", area, { b1: [b1.low, b1.high], b2: [b2.low, b2.high] });
  return scored(program, answers, choice, { b1, b2 }, items, indicators, place);
}

/** Class from declared income (whole đồng per person per month) and the number of deprived indicators. */
export function classifyByIncome(program, { area, income, deprivations }) {
  requireMethod(program, "income");
  const most = program.indicators.length;
  if (area !== "urban" && area !== "rural") {
    throw new AnswersError("Khu vực phải là urban hoặc rural.", "The area must be urban or rural.");
  }
  if (!Number.isSafeInteger(income) || income < 0) {
    throw new AnswersError(
      "Thu nhập phải là số đồng nguyên, không âm.",
      "Income must be a whole number of đồng, not negative.",
    );
  }
  if (!Number.isSafeInteger(deprivations) || deprivations < 0 || deprivations > most) {
    throw new AnswersError(
      `Số chỉ số thiếu hụt phải từ 0 đến ${most}.`,
      `The number of deprivations must be from 0 to ${most}.`,
    );
  }
  const spans = { income: [income, income], deprivations: [deprivations, deprivations] };
  const choice = choose(program, "income", area, spans);
  const label = program.classes[choice.classId];
  const amount = numberText(income, 0);
  const doubtful = Object.entries(program.lines).filter(([id, line]) => id in choice.lines && line.mark !== "V");
  return result(program, {
    method: "income",
    status: "classified",
    class_id: choice.classId,
    class_label: label,
    sub_class: choice.sub,
    possible_classes: choice.possible,
    scores: { income: exactly(income), deprivations: exactly(deprivations) },
    lines: choice.lines,
    notes: doubtful.map(([, line]) => ({
      vi: `${line.label.vi}: mức tin cậy ${line.mark}`,
      en: `${line.label.en}: confidence ${line.mark}`,
    })),
    summary: {
      vi: `Thu nhập ${amount.vi} đồng/người/tháng, thiếu hụt ${deprivations} chỉ số: ${label.vi} (${choice.article}).`,
      en: `Income ${amount.en} đồng a person a month, ${deprivations} deprivations: ${label.en} (${choice.article}).`,
    },
  });
}

/** Refuse a method whose tables the sources lack, saying which and what to do. */
function requireMethod(program, method) {
  for (const gap of program.gaps ?? []) {
    if (gap.methods.includes(method)) {
      throw new RuleSetIncomplete(`${gap.label.vi} ${gap.remedy.vi}`, `${gap.label.en} ${gap.remedy.en}`);
    }
  }
  if (!program.rules.some((rule) => rule.method === method) || (method === "points" && program.items.length === 0)) {
    throw new RuleSetIncomplete(
      `Bộ quy tắc ${program.id} không xếp loại theo cách “${method}”.`,
      `The rule set ${program.id} does not classify by "${method}".`,
    );
  }
}

/** The place of the column of points that holds, null while the answers leave it open. */
function placeOf(program, answers) {
  const held = program.columns.flatMap((column, place) =>
    truth(column.when, answers.household) === false ? [] : [place],
  );
  return held.length === 1 ? held[0] : null;
}

function overridesOf(program, raw) {
  const found = {};
  for (const [key, value] of Object.entries(raw.overrides ?? {})) {
    const known = program.indicators.some((entry) => entry.id === key);
    const reason = String(value?.reason ?? "").trim();
    if (!known || typeof value?.deprived !== "boolean" || reason === "") {
      throw new AnswersError(
        `Sửa chỉ tiêu “${key}” cần “deprived” (true/false) và “reason” (lý do).`,
        `Changing indicator "${key}" needs "deprived" (true/false) and "reason".`,
      );
    }
    found[key] = { deprived: value.deprived, reason };
  }
  return found;
}

/** Indicators that the period only lets people declare: {"3": true, ...}. */
function declaredOf(program, raw) {
  const given = raw.declared ?? {};
  for (const [key, value] of Object.entries(given)) {
    if (typeof value !== "boolean" || !program.indicators.some((entry) => entry.id === key && entry.when === null)) {
      throw new AnswersError(
        `Không kê khai được chỉ tiêu “${key}” = ${value}.`,
        `Indicator "${key}" cannot be declared ${value}.`,
      );
    }
  }
  return given;
}

function undeclared(entry) {
  return {
    kind: "missing",
    input: `indicator_${entry.id}`,
    member: null,
    label: entry.short,
    message: {
      vi: `“${entry.short.vi}”: chưa kê khai có thiếu hụt hay không.`,
      en: `"${entry.short.en}": deprived or not is not declared.`,
    },
  };
}

function refused(program, answers) {
  return result(program, {
    method: "points",
    status: "refused",
    class_id: "",
    class_label: say(program, "not_classified"),
    sub_class: "",
    possible_classes: [...new Set(program.rules.filter((r) => r.method === "points").map((r) => r.class))],
    scores: {},
    lines: {},
    problems: answers.problems,
    summary: say(program, "refused", { count: answers.problems.length }),
  });
}

function scored(program, answers, choice, scores, items, indicators, place) {
  const labels = choice.possible.map((id) => program.classes[id]);
  const words = {
    b1: boundsText(program, scores.b1),
    b2: boundsText(program, scores.b2),
    b1_line: lineText(choice, "b1"),
    b2_line: lineText(choice, "b2"),
    class: join(labels, say(program, "or")),
  };
  const exact = answers.problems.length === 0;
  return result(program, {
    method: "points",
    status: exact ? "classified" : "bounded",
    class_id: choice.classId,
    class_label: choice.classId ? labels[0] : say(program, "not_classified"),
    sub_class: choice.sub,
    possible_classes: choice.possible,
    scores,
    lines: choice.lines,
    items,
    indicators,
    problems: answers.problems,
    changes: exact ? changes(program, choice, scores.b1.low, scores.b2.low, items, indicators, place) : [],
    summary: say(program, choice.classId ? "summary" : "summary_open", words),
  });
}

/** A whole result: what every result has, in the documented order, and what this one says. */
function result(program, found) {
  return {
    rule_set: program.id,
    version: program.version,
    standard: program.standard,
    method: found.method,
    status: found.status,
    class_id: found.class_id,
    class_label: found.class_label,
    sub_class: found.sub_class,
    possible_classes: found.possible_classes,
    scores: found.scores,
    lines: found.lines,
    items: found.items ?? [],
    indicators: found.indicators ?? [],
    problems: found.problems ?? [],
    changes: found.changes ?? [],
    readings: program.readings,
    notes: found.notes ?? [],
    summary: found.summary,
  };
}

function exactly(value) {
  return { low: value, high: value };
}

function sum(parts) {
  return { low: total(parts.map((part) => part.low)), high: total(parts.map((part) => part.high)) };
}
