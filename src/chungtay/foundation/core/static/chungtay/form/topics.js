// Which question stands under which topic, and how a number that somebody typed is read.

import { numberText } from "../rulebook/wording.js";

export const TOPICS = [
  { id: "place", label: { vi: "Nơi ở", en: "Where you live" } },
  { id: "dwelling", label: { vi: "Nhà ở, điện, nước", en: "House, electricity, water" } },
  {
    id: "assets",
    label: { vi: "Đồ dùng trong nhà", en: "Things in the house" },
    hint: { vi: "Ghi số chiếc còn dùng được; không có thì ghi 0.", en: "How many that work; enter 0 for none." },
  },
  {
    id: "land",
    label: { vi: "Đất đai", en: "Land" },
    hint: { vi: "Mét vuông; không có thì ghi 0. 1 sào Bắc Bộ = 360 m².", en: "Square metres; enter 0 for none." },
  },
  {
    id: "livestock",
    label: { vi: "Chăn nuôi", en: "Animals" },
    hint: { vi: "Ghi số con; không có thì ghi 0.", en: "How many; enter 0 for none." },
  },
  { id: "members", label: { vi: "Người trong nhà", en: "People in the house" } },
];

// The part of the form (the question's place) that makes a topic; whatever is elsewhere stays with the dwelling.
const PLACES = [
  ["assets", /^A\.IX\.|chỉ tiêu 6\.2/],
  ["land", /^A\.X\./],
  ["livestock", /^A\.XII?(\.|$)/],
];

const HINTS = {
  floor_area_m2: ["Cả nhà, tính bằng mét vuông.", "The whole house, in square metres."],
  electricity_kwh: ["Số kWh (số điện) trên hóa đơn một tháng.", "kWh on the bill of one month."],
  poultry_tens: ["Ghi theo chục: 12 nghĩa là 120 con.", "Counted in tens: 12 means 120 birds."],
  aquaculture: ["Không chọn nghĩa là không.", "Nothing chosen means no."],
  social_benefit: ["Không chọn nghĩa là không hưởng.", "Nothing chosen means none."],
  pension: ["Không chọn nghĩa là không hưởng.", "Nothing chosen means none."],
  nonfarm: ["Việc không phải làm ruộng, chăn nuôi, đi rừng, đánh cá.", "Work other than farming, forestry or fishing."],
  state_paid_insurance: [
    "Ví dụ người có công, người hưởng trợ cấp xã hội hằng tháng.",
    "For example people with a merit allowance or a monthly social benefit.",
  ],
};

// What the place of the home or the date of birth answers by itself.
const NOT_TYPED = ["area_type", "region", "rural_sheet", "age_months"];

/** The hint below a question, "" when it needs none. */
export function hintOf(entry, language) {
  return HINTS[entry.id]?.[language === "en" ? 1 : 0] ?? "";
}

/**
 * The questions of a topic that are shown as fields: those that the points or the services depend on, or with `whole`
 * every question of the form.
 */
export function questionsOf(program, topic, whole = false) {
  if (topic === "place") return [];
  const asked = (entry) => (whole || entry.scored) && !NOT_TYPED.includes(entry.id);
  if (topic === "members") return program.inputs.filter((entry) => entry.of === "member" && asked(entry));
  return program.inputs.filter((entry) => entry.of === "household" && asked(entry) && topicOf(entry) === topic);
}

export function topicOf(entry) {
  return PLACES.find(([, pattern]) => pattern.test(entry.place))?.[0] ?? "dwelling";
}

/**
 * A typed number as the evaluator reads it: "5.000" and "45,5" in Vietnamese are 5000 and 45.5, in English "5,000" and
 * "45.5". What is no number stays as it is, for the evaluator to refuse.
 */
export function readNumber(text, language) {
  const given = text.trim().replaceAll(/[\u00a0\u202f ]/g, "");
  const [thousands, point] = language === "en" ? [",", "."] : [".", ","];
  const grouped = new RegExp(`^\\d{1,3}(\\${thousands}\\d{3})+(\\${point}\\d+)?$`);
  const plain = /^\d+([.,]\d+)?$/;
  if (grouped.test(given)) return given.replaceAll(thousands, "").replace(point, ".");
  return plain.test(given) ? given.replace(",", ".") : text.trim();
}

/** A number kept as "45.5" as it is typed in a language. */
export function typed(value, language) {
  return language === "en" ? value : value?.replace(".", ",");
}

/** A scaled number with its unit, as it is shown back. */
export function shownNumber(scaled, entry, language) {
  return `${numberText(scaled, entry.decimals)[language]} ${entry.unit}`.trim();
}
