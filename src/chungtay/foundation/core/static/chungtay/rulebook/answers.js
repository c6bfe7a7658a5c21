// From the answers as given to spans of whole numbers that the rules may read, with every problem named.
//
// The policy for a missing answer is decided here, before any rule runs: an empty box that the official form itself
// reads as "no" takes that code; a question that is not asked of this household or member is 0; everything else that
// is empty is a problem, and its value is unknown (the whole span of allowed values), never zero.

import { ageSpan, isoDay } from "./birth.js";
import { AnswersError } from "./errors.js";
import { truth } from "./intervals.js";

// What may stand beside the answers without being one of them.
export const BESIDE = {
  household: [
    "household_code", "head_name", "address", "group", "ward_code", "ward_name", "district", "province", "review_date",
    "previous_class", "ethnicity", "phone", "b1", "b2", "reason", "enumerator",
  ],
  member: ["name", "birth_date", "id_number", "ethnicity", "household_code", "note"],
};

const NO_MEMBERS = {
  kind: "missing",
  input: "persons",
  member: null,
  label: { vi: "Thành viên của hộ", en: "Members of the household" },
  message: {
    vi: "Hộ chưa có thành viên nào. Ghi ít nhất chủ hộ.",
    en: "The household has no members. Enter at least the head.",
  },
};

/**
 * Check {household, members} against the questions of the program on the review date ("2026-09-15").
 * Returns {household: {id: [low, high]}, members: [...], problems: [...]}.
 */
export function normalise(program, raw, on) {
  const [household, members] = shape(raw);
  const today = isoDay(on);
  if (today === null) throw new AnswersError(`Ngày rà soát “${on}” không có.`, `The review date "${on}" does not exist.`);
  const problems = [];
  const values = table(program, "household", household, null, problems);
  // a period whose questions are all about the household scores without a roster
  const roster = program.inputs.some((entry) => entry.of === "member");
  const rows = [];
  for (const [index, member] of (roster ? members : []).entries()) {
    const given = { ...member };
    if (!Object.hasOwn(given, "age_months")) given.age_months = age(program, given, index + 1, today, problems);
    const row = table(program, "member", given, index + 1, problems);
    for (const lookup of program.lookups) row[lookup.id] = lookUp(lookup, row);
    rows.push(row);
  }
  if (roster && rows.length === 0) problems.push(NO_MEMBERS);
  return { household: values, members: rows, problems };
}

/** The whole number value * 10**decimals, exactly; null when it is no number or has more decimals. */
export function scaledNumber(value, decimals) {
  if (typeof value !== "number" && typeof value !== "string") return null;
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(String(value).trim());
  if (!found || !(found[2] || found[3])) return null;
  const part = found[3] ?? "";
  const digits = (found[2] + part).replace(/^0+/, "");
  if (digits === "") return 0;
  const shift = Number(found[4] ?? 0) - part.length + decimals;
  const cut = digits.length + Math.min(shift, 0); // digits before the point once scaled
  if (/[1-9]/.test(digits.slice(Math.max(cut, 0))) && shift < 0) return null;
  const size = digits.length + shift;
  // nothing that is asked has so many digits: beyond every limit, and beyond exact numbers
  const magnitude = size > 15 ? Infinity : Number(shift < 0 ? digits.slice(0, cut) : digits + "0".repeat(shift));
  return found[1] === "-" ? -magnitude : magnitude;
}

function shape(raw) {
  const { household, members } = raw ?? {};
  if (!isTable(household) || !Array.isArray(members)) {
    throw new AnswersError(
      "Câu trả lời phải có “household” (một bảng) và “members” (một danh sách).",
      'The answers must have "household" (a table) and "members" (a list).',
    );
  }
  for (const [index, member] of members.entries()) {
    if (!isTable(member)) {
      throw new AnswersError(`Thành viên ${index + 1} phải là một bảng.`, `Member ${index + 1} must be a table.`);
    }
  }
  return [household, members];
}

function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function table(program, of, given, number, problems) {
  const questions = program.inputs.filter((entry) => entry.of === of);
  const known = new Set([...questions.map((entry) => entry.id), ...BESIDE[of]]);
  for (const key of Object.keys(given)) {
    if (!known.has(key)) throw new AnswersError(`Không có câu hỏi “${key}”.`, `There is no question "${key}".`);
  }
  const values = {};
  for (const entry of questions) {
    const asked = entry.asked_when === null ? true : truth(entry.asked_when, values);
    if (asked === false) {
      values[entry.id] = [0, 0];
      continue;
    }
    const [span, problem] = answer(entry, Object.hasOwn(given, entry.id) ? given[entry.id] : null, number);
    if (asked === null) {
      // whether it is asked hangs on another missing answer, which is reported there
      values[entry.id] = [Math.min(0, span[0]), Math.max(0, span[1])];
      continue;
    }
    values[entry.id] = span;
    if (problem !== null && (entry.scored || problem.kind === "invalid")) problems.push(problem);
  }
  return values;
}

function answer(entry, value, number) {
  const unknown = [entry.min, entry.max];
  if (Array.isArray(value) && value.age) return [value, null]; // known only between two bounds; already reported
  if (value === null || value === undefined || value === "") {
    if (entry.blank !== null) return [[entry.blank, entry.blank], null];
    return [unknown, problemOf("missing", entry, number)];
  }
  const scaled = scaledNumber(value, entry.decimals);
  if (scaled === null || !allows(entry, scaled)) {
    const allowed = allowedText(entry);
    const message = { vi: `“${shown(value)}” ${allowed.vi}`, en: `"${shown(value)}" ${allowed.en}` };
    return [unknown, problemOf("invalid", entry, number, message)];
  }
  return [[scaled, scaled], null];
}

function allows(entry, value) {
  if (entry.type === "code") return entry.codes.some(([code]) => code === value);
  return entry.min <= value && value <= entry.max;
}

function allowedText(entry) {
  if (entry.type === "code") {
    const codes = entry.codes.map(([code]) => code).join(", ");
    return { vi: `không có trong các mã ${codes}.`, en: `is not one of the codes ${codes}.` };
  }
  const [low, high] = [plain(entry.min, entry.decimals), plain(entry.max, entry.decimals)];
  const digits = entry.decimals
    ? { vi: `, nhiều nhất ${entry.decimals} chữ số lẻ`, en: `, at most ${entry.decimals} decimals` }
    : { vi: ", số nguyên", en: ", a whole number" };
  return { vi: `phải từ ${low} đến ${high}${digits.vi}.`, en: `must be from ${low} to ${high}${digits.en}.` };
}

/** A scaled whole number with all its decimals: 20 with one decimal is "2.0". */
function plain(value, decimals) {
  const digits = String(Math.abs(value)).padStart(decimals + 1, "0");
  const cut = digits.length - decimals;
  return (value < 0 ? "-" : "") + digits.slice(0, cut) + (decimals ? `.${digits.slice(cut)}` : "");
}

function shown(value) {
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}

function problemOf(kind, entry, number, sentence) {
  const text = sentence ?? {
    vi: `chưa có câu trả lời (${entry.place}).`,
    en: `is not answered (${entry.place}).`,
  };
  const who = number === null ? { vi: "", en: "" } : { vi: `Thành viên ${number}: `, en: `Member ${number}: ` };
  return {
    kind,
    input: entry.id,
    member: number,
    label: entry.label,
    message: {
      vi: `${who.vi}“${entry.label.vi}”: ${text.vi}`,
      en: `${who.en}"${entry.label.en}": ${text.en}`,
    },
  };
}

/** Age in months; a year of birth is enough where every rule answers the same all through that year. */
function age(program, member, number, on, problems) {
  const entry = program.inputs.find((each) => each.id === "age_months");
  const given = member.birth_date;
  if (given === null || given === undefined || given === "") return null;
  const text = shown(given);
  const span = ageSpan(text, on);
  if (span === null || span[1] > entry.max) {
    const [year, month, day] = [String(on[0]).padStart(4, "0"), pad(on[1]), pad(on[2])];
    problems.push(
      problemOf("invalid", entry, number, {
        vi: `ngày sinh “${text}” không có trong lịch hoặc sau ngày rà soát ${day}/${month}/${year}.`,
        en: `the date of birth "${text}" is not in the calendar or after the review date ${year}-${month}-${day}.`,
      }),
    );
    return between(entry.min, entry.max);
  }
  const [low, high] = span;
  if (low === high || !program.age_edges.some((edge) => low < edge && edge <= high)) return low;
  problems.push(
    problemOf("invalid", entry, number, {
      vi: `cần ngày, tháng sinh đầy đủ (“${text}” để ngỏ kết quả).`,
      en: `the full date of birth is needed ("${text}" leaves the result open).`,
    }),
  );
  return between(low, high);
}

/** An age worked out here: a span, and not a list that somebody gave as an answer. */
function between(low, high) {
  return Object.assign([low, high], { age: true });
}

function pad(value) {
  return String(value).padStart(2, "0");
}

/** The limit for one member, or the span of limits that its unknown answers leave; 0 outside the table. */
function lookUp(lookup, row) {
  const [low, high] = row[lookup.band];
  const [first, last] = row[lookup.by];
  const within = lookup.columns.map((column) => first <= column && column <= last);
  const found = [];
  if (high >= lookup.below || low < lookup.rows[0][0]) found.push(0);
  for (const [index, [start, values]] of lookup.rows.entries()) {
    const end = index + 1 < lookup.rows.length ? lookup.rows[index + 1][0] : lookup.below;
    if (high >= start && low < Math.min(end, lookup.below)) found.push(...values.filter((_, place) => within[place]));
  }
  if (!within.includes(true)) found.push(0);
  return [Math.min(...found), Math.max(...found)];
}
