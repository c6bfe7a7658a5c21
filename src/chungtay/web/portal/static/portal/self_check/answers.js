// What the person has answered: an empty page, the evaluator's own shape of it, dates as people write them.
//
//   {on: "15/09/2026", province: "Hà Nội", area: "urban", household: {water: "1", floor_area_m2: "45.5"},
//    members: [{name, birth_date: "1980", sex: "2"}]}
//
// Numbers are kept as the evaluator reads them ("45.5", "5000"), whatever the language they were typed in.

import { dayOf, iso, today } from "../../chungtay/form/dates.js";

export function emptyState() {
  return { on: today(), province: "", area: "", household: {}, members: [{}] };
}

/** Whether there is anything that closing the page would lose. */
export function isAnswered({ province, area, household, members }) {
  return [province, area, ...[household, ...members].flatMap(Object.values)].some(Boolean);
}

/** The answers in the evaluator's own shape, and the day of the review (today while it is not a date). */
export function asked(program, state) {
  const household = given(program, state.household, "household");
  const province = program.provinces.find((entry) => entry.name === state.province);
  if (province) Object.assign(household, { region: province.region, rural_sheet: province.rural_sheet });
  if (state.area) household.area_type = state.area === "urban" ? 1 : 2;
  const members = state.members.map((member) => ({
    ...given(program, member, "member"),
    birth_date: member.birth_date ?? "",
  }));
  return { raw: { household, members }, on: iso(dayOf(state.on) ?? dayOf(today())) };
}

function given(program, answers, of) {
  const entries = program.inputs.filter((entry) => entry.of === of && answers[entry.id]);
  return Object.fromEntries(entries.map((entry) => [entry.id, answers[entry.id]]));
}
