// Keeping the answers on this device: only when the person asks for it, under one name per rule set.

const NAME = (program) => `chungtay.self-check.${program.id}`;

/** What was kept, or null. */
export function kept(program) {
  try {
    return JSON.parse(localStorage.getItem(NAME(program)));
  } catch {
    return null; // no storage on this device, or not ours
  }
}

export function keep(program, state) {
  try {
    localStorage.setItem(NAME(program), JSON.stringify(state));
  } catch {
    // full or forbidden: the answers stay in the page
  }
}

export function forget(program) {
  try {
    localStorage.removeItem(NAME(program));
  } catch {
    // nothing was kept
  }
}
