// A half-filled form: how it begins, how an older one is brought up to date, and what is sent of it.
//
//   {v, case, key, purpose (both of second visits only), campaign, case_version, sent_id, started_at, visit: "05/09/2019", household: {...},
//    members: [{person, name, birth_date, ...}], left: [{person, name, why}], income: "", declared: {"1": true},
//    same: ["dwelling"], note, place: {latitude, longitude, accuracy}, files: [{sent_id, kind, size, sha256}], step}

import { dayOf, iso } from "../chungtay/form/dates.js";

/** What tells one visit from another: the number of the household, or "12:spot" where it is visited a second time. */
export const keyOf = (thing) => thing.key ?? thing.case ?? thing.id;

export const VERSION = 1;
// STEPS[n] makes a draft of version n + 1 out of one of version n.
const STEPS = [(draft) => ({ left: [], same: [], files: [], note: "", place: null, step: 0, ...draft })];

/** A draft as this version of the app reads it. Throws RangeError for one of a later version. */
export function migrate(draft) {
  let found = draft;
  for (let v = draft.v ?? 0; v < VERSION; v += 1) found = { ...STEPS[v](found), v: v + 1 };
  if (found.v !== VERSION) throw new RangeError(`a draft of version ${found.v}`);
  return found;
}

/** A new form of a household: the people of the register, or the answers that were given back. */
export function begin(home, rules, { visit, now }) {
  const given = home.returned?.answers;
  const members = given?.members?.length ? given.members.map((each) => ({ ...each })) : roster(home, rules);
  return {
    v: VERSION,
    case: home.id,
    ...(home.key ? { key: home.key, purpose: home.purpose } : {}),
    campaign: home.campaign,
    case_version: home.version,
    sent_id: crypto.randomUUID(),
    started_at: now,
    visit,
    household: { ...given?.household },
    members,
    left: (given?.left ?? []).map((each) => ({ ...each })),
    income: given?.income_per_person === undefined ? "" : String(given.income_per_person),
    declared: { ...given?.declared },
    same: [],
    note: home.returned?.note ?? "",
    place: null,
    files: [],
    step: 0,
  };
}

const SEX = { male: "Nam", female: "Nữ" };
const RELATION = { head: "Chủ hộ", spouse: "Vợ/chồng chủ hộ", child: "Con" };

function roster(home, rules) {
  return home.people.map((person) => {
    const member = { person: person.person, name: person.name, birth_date: person.birth };
    take(member, rules, "sex", SEX[person.sex]);
    take(member, rules, "relationship", RELATION[person.relation]);
    return member;
  });
}

/** The code of a member's question whose words say what the register knows. */
function take(member, rules, question, words) {
  const entry = rules.points?.inputs.find((each) => each.of === "member" && each.id === question);
  const found = entry?.codes.find(([, label]) => label.vi === words);
  if (found) member[question] = String(found[0]);
}

/** The answers as the rule book takes them, with what the place answers by itself. */
export function raw(draft, home, program) {
  const household = { ...given(program, draft.household, "household"), ...home.area };
  const members = draft.members.map((member) => ({
    ...given(program, member, "member"),
    birth_date: member.birth_date ?? "",
  }));
  return { household, members };
}

function given(program, answers, of) {
  const entries = program.inputs.filter((entry) => entry.of === of && answers[entry.id]);
  return Object.fromEntries(entries.map((entry) => [entry.id, answers[entry.id]]));
}

export function visitDay(draft) {
  const day = dayOf(draft.visit);
  return day && iso(day);
}

/** What goes to the office. Nothing in it changes any more: sent again, it is the same. */
export function bodyOf(draft, rules, now) {
  const answers = { members: draft.members.map((member) => memberOf(member, rules)) };
  if (draft.left.length > 0) answers.left = draft.left;
  if (rules.points) answers.household = given(rules.points, draft.household, "household");
  if (rules.income) {
    if (draft.income !== "") answers.income_per_person = Number(draft.income);
    answers.declared = draft.declared;
  }
  return {
    sent_id: draft.sent_id,
    case: draft.case,
    ...(draft.purpose ? { purpose: draft.purpose } : {}),
    case_version: draft.case_version,
    answers,
    surveyed_on: visitDay(draft),
    started_at: draft.started_at,
    ended_at: now,
    place: draft.place,
    same: draft.same,
    note: draft.note,
    files: draft.files,
  };
}

function memberOf(member, rules) {
  const answers = rules.points ? given(rules.points, member, "member") : {};
  return { person: member.person ?? null, name: member.name ?? "", birth_date: member.birth_date ?? "", ...answers };
}
