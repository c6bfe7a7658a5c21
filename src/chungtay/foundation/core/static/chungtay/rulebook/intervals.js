// Conditions over answers that may be unknown: numbers are [low, high], truths are true, false or null (unknown).
// The true value is always inside, and an exact answer stays exact. All numbers are whole.

/** The span of a number node. */
export function number(node, values) {
  const kind = node[0];
  if (kind === "n") return [node[1], node[1]];
  if (kind === "get") {
    const span = values[node[1]];
    if (span === undefined) throw new Error(`the program reads "${node[1]}", which nothing gives`);
    return span;
  }
  const [a, b] = number(node[1], values);
  const [c, d] = number(node[2], values);
  if (kind === "+") return [a + c, b + d];
  if (kind === "-") return [a - d, b - c];
  if (kind !== "*") throw new Error(`the program has an unknown operation "${kind}"`);
  const products = [a * c, a * d, b * c, b * d];
  return [Math.min(...products), Math.max(...products)];
}

/** True, false, or null when the unknown answers leave it open (Kleene's logic). */
export function truth(node, values) {
  const kind = node[0];
  if (kind === "true") return true;
  if (kind === "and") return all(node.slice(1).map((part) => truth(part, values)));
  if (kind === "or") return any(node.slice(1).map((part) => truth(part, values)));
  if (kind === "not") {
    const inner = truth(node[1], values);
    return inner === null ? null : !inner;
  }
  if (kind === "in") {
    const [low, high] = number(node[1], values);
    const inside = node[2].filter((value) => low <= value && value <= high);
    if (inside.length === 0) return false;
    return inside.length === high - low + 1 ? true : null;
  }
  return compare(kind, number(node[1], values), number(node[2], values));
}

/** Every answer or fact that the node reads. */
export function namesIn(node) {
  if (node[0] === "get") return [node[1]];
  if (node[0] === "in") return namesIn(node[1]);
  return node.slice(1).filter(Array.isArray).flatMap(namesIn);
}

function compare(kind, left, right) {
  if (kind === ">") return compare("<", right, left);
  if (kind === ">=") return compare("<=", right, left);
  const [a, b] = left;
  const [c, d] = right;
  if (kind === "<") return b < c ? true : a >= d ? false : null;
  if (kind === "<=") return b <= c ? true : a > d ? false : null;
  const equal = a === b && b === c && c === d ? true : b < c || d < a ? false : null;
  if (kind === "==" || equal === null) return equal;
  if (kind !== "!=") throw new Error(`the program has an unknown comparison "${kind}"`);
  return !equal;
}

function all(parts) {
  return parts.includes(false) ? false : parts.includes(null) ? null : true;
}

function any(parts) {
  return parts.includes(true) ? true : parts.includes(null) ? null : false;
}
