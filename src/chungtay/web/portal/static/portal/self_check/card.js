// The result as it stands: class or what is still possible, both scores with their lines, services, items, what would
// change it. Everything is made from the result of the evaluator; nothing is worked out here.

import { el, svg } from "../../chungtay/form/elements.js";

const SHOWN_CHANGES = 5;

/** The children of the result card. `left` is the number of open answers, `goLeft` tells which. */
export function resultCard(program, result, { language, say, left, goLeft }) {
  const head = [el("h2", { id: "result-title", tabindex: "-1" }, say("result"))];
  if (result.status === "refused") {
    return [...head, el("p", {}, say("place_first")), el("p", { class: "note warning" }, say("not_a_decision"))];
  }
  return [
    ...head,
    classLine(program, result, language, say),
    left > 0
      ? el("p", { class: "left" }, say("left", { n: left }), " ", linkButton(say("show_left"), goLeft))
      : null,
    bar(say("b1"), result.scores.b1, result.lines.b1_line, say),
    bar(say("b2"), result.scores.b2, result.lines.b2_line, say),
    el("p", { class: "small soft" }, say("rule", { b1: result.lines.b1_line, b2: result.lines.b2_line })),
    el("p", { class: "note warning" }, say("not_a_decision")),
    left === 0 ? changesPart(nearestFirst(program, result), language, say) : null,
    servicesPart(result, language, say),
    itemsPart(result, language, say),
    el("p", { class: "small soft" }, lawLine(program, result, say)),
  ];
}

/** The class in words: "Hộ nghèo", or "Hộ nghèo hoặc Hộ cận nghèo" while answers are missing. */
export function classWords(program, result, language, say) {
  if (result.status === "refused") return say("place_first");
  if (result.class_id) return result.class_label[language];
  const names = result.possible_classes.map((id) => program.classes[id][language]);
  return say("open_class", { classes: names.join(say("or")) });
}

/** A score in words: "130", or "từ 120 đến 150". */
export function scoreWords({ low, high }, say) {
  return low === high ? String(low) : say("between", { low, high });
}

function classLine(program, result, language, say) {
  const kind = result.class_id || "refused";
  return el("p", {}, el("span", { class: `tag big ${kind}` }, classWords(program, result, language, say)));
}

function linkButton(text, onclick) {
  return el("button", { type: "button", class: "quiet", onclick }, text);
}

/** A score as a bar with its line: the known part full, the open part in another colour. */
function bar(title, score, line, say) {
  const top = Math.max(2 * line, score.high + 10);
  const at = (value) => (100 * value) / top;
  const words = say("points", { n: scoreWords(score, say) });
  return el(
    "div",
    { class: "bar" },
    el("h3", {}, title),
    el("p", { class: "number" }, el("span", { class: "big" }, words), ` · ${say("line", { n: line })}`),
    svg(
      "svg",
      { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { class: "bar-track", x: 0, y: 2, width: 100, height: 6 }),
      svg("rect", { class: "bar-fill", x: 0, y: 2, width: at(Math.max(0, score.low)), height: 6 }),
      svg("rect", { class: "bar-range", x: at(score.low), y: 2, width: at(score.high - score.low), height: 6 }),
      svg("line", { class: "bar-line", x1: at(line), x2: at(line), y1: 0, y2: 10 }),
    ),
    el("p", { class: "small" }, distance(score, line, say)),
  );
}

function distance({ low, high }, line, say) {
  if (low !== high && low <= line && line < high) return say("across_line", { n: line });
  if (low === high && low === line) return say("at_line", { n: line });
  if (high <= line) return say("below_line", { n: line, by: scoreWords({ low: line - high, high: line - low }, say) });
  return say("above_line", { n: line, by: scoreWords({ low: low - line, high: high - line }, say) });
}

/** The changes that move the score least come first; those of B2 are all one step. */
function nearestFirst(program, result) {
  const place = program.columns.findIndex((column) => result.items[0].source.form.endsWith(`; ${column.sheet}`));
  const step = (change) => {
    const options = program.items.find((item) => item.id === change.item)?.options;
    if (!options) return program.indicator_points;
    const now = result.items.find((item) => item.id === change.item).points.low;
    return Math.abs(options.find((option) => option.id === change.to_option).points[place] - now);
  };
  return [...result.changes].sort((one, other) => step(one) - step(other));
}

function changesPart(changes, language, say) {
  const lines = changes.map((change) => el("li", {}, change.sentence[language]));
  const list = el("ul", { class: "stack tight" }, lines.slice(0, SHOWN_CHANGES));
  const more = el("button", { type: "button", class: "quiet" }, say("show_all", { n: lines.length }));
  more.addEventListener("click", () => {
    list.append(...lines.slice(SHOWN_CHANGES));
    more.remove();
  });
  return el(
    "section",
    { class: "stack tight" },
    el("h3", {}, say("what_changes")),
    el("p", { class: "small soft" }, say(lines.length > 0 ? "each_alone" : "nothing_changes")),
    lines.length > 0 ? list : null,
    lines.length > SHOWN_CHANGES ? more : null,
  );
}

function servicesPart(result, language, say) {
  const marks = result.indicators.map((entry) => {
    const [kind, sign, word] = entry.deprived
      ? ["lacking", "!", say("lacking")]
      : entry.deprived === null
        ? ["open", "?", say("not_known")]
        : ["", "✓", say("not_lacking")];
    return el(
      "li",
      { class: kind || null },
      el("span", { class: "mark", "aria-hidden": "true" }, sign),
      el("span", {}, el("b", {}, entry.label[language]), el("br"), el("span", { class: "small" }, word)),
    );
  });
  return el("section", { class: "stack tight" }, el("h3", {}, say("services")), el("ul", { class: "marks" }, marks));
}

function itemsPart(result, language, say) {
  const rows = result.items.map((item) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, `${item.number}. ${item.label[language]}`),
      el("td", { "data-label": say("answer") }, item.answer[language]),
      el("td", { class: "number", "data-label": say("point_head") }, scoreWords(item.points, say)),
    ),
  );
  const titles = el("thead", {}, el("tr", {}, ["item", "answer", "point_head"].map((key) => heading(say(key)))));
  return el(
    "details",
    {},
    el("summary", {}, say("by_item")),
    el("div", { class: "table" }, el("table", { class: "as-cards" }, titles, el("tbody", {}, rows))),
  );
}

function lawLine(program, result, say) {
  const { instrument, form } = result.items[0].source;
  return say("law", { instrument, form: form.replace("; ", ", "), version: program.version });
}

function heading(text) {
  return el("th", { scope: "col" }, text);
}
