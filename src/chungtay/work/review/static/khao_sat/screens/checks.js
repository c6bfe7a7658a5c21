// Cross-checks between answers that no single question sees. They ask to look again and never block.

import { birthRange } from "../../chungtay/rulebook/birth.js";

export function warnings(page) {
  const { draft, program, say } = page;
  const found = [];
  const relation = program.inputs.find((entry) => entry.of === "member" && entry.id === "relationship");
  const is = (words) => String(relation?.codes.find(([, label]) => label.vi === words)?.[0]);
  const heads = draft.members.filter((member) => relation && member.relationship === is("Chủ hộ"));
  if (relation && draft.members.length > 0 && heads.length !== 1) found.push(say("check_heads", { n: heads.length }));
  const born = (member) => birthRange(member.birth_date ?? "");
  for (const child of draft.members) {
    if (!relation || child.relationship !== is("Con") || heads.length !== 1) continue;
    const [one, other] = [born(child), born(heads[0])];
    if (one && other && one[1][0] - other[0][0] < 12) found.push(say("check_child", { name: child.name }));
  }
  const seen = new Set();
  for (const member of draft.members) {
    const name = `${member.name} ${member.birth_date}`;
    if (member.name && seen.has(name)) found.push(say("check_twice", { name: member.name }));
    seen.add(name);
  }
  return found;
}
