// The sentences of a result in both languages, filled from the templates that travel with the program.

/** Fill a template of the program; texts are taken in the language of the template. */
export function say(program, phrase, values = {}) {
  const template = program.phrases[phrase];
  return { vi: fill(template.vi, values, "vi"), en: fill(template.en, values, "en") };
}

function fill(template, values, language) {
  let out = template;
  for (const [name, value] of Object.entries(values)) {
    const word = typeof value === "object" ? value[language] : String(value);
    out = out.split(`{${name}}`).join(word);
  }
  return out;
}

/** A scaled whole number as people write it: 1.234,5 in Vietnamese, 1,234.5 in English. */
export function numberText(value, decimals) {
  const sign = value < 0 ? "-" : "";
  const digits = String(Math.abs(value)).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const part = digits.slice(digits.length - decimals).replace(/0+$/, "");
  const grouped = (mark) => whole.replace(/\B(?=(\d{3})+$)/g, mark);
  return {
    vi: sign + grouped(".") + (decimals && part ? `,${part}` : ""),
    en: sign + grouped(",") + (decimals && part ? `.${part}` : ""),
  };
}

/** A score as text: "170", or "from 170 to 185" while answers are missing. */
export function boundsText(program, { low, high }) {
  return low === high ? both(String(low)) : say(program, "between", { low, high });
}

export function join(texts, separator) {
  return {
    vi: texts.map((text) => text.vi).join(separator.vi),
    en: texts.map((text) => text.en).join(separator.en),
  };
}

export function both(text) {
  return { vi: text, en: text };
}
