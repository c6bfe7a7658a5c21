// Scores JSON lines: first {"program"}, then {"raw", "on", "missing"} or {"income": {...}}; one result or error a line.
import { createInterface } from "node:readline";

import { classifyByIncome, evaluate } from "./rulebook.js";

let program;
const out = [];
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  if (request.program) program = request.program;
  else out.push(JSON.stringify(answer(request)));
}
process.stdout.write(out.join("\n"));

function answer(request) {
  try {
    return request.income ? classifyByIncome(program, request.income) : evaluate(program, request.raw, request);
  } catch (error) {
    if (!error.vi) throw error;
    return { error: error.name, vi: error.vi, en: error.en };
  }
}
