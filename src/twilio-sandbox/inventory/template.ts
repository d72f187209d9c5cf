import { hash } from "./hash";

/**
 * A family of phone numbers: the allowed digits at each position of the E.164 number without its "+". A narrowed
 * template is a template again, so a search constructs its matches instead of scanning for them.
 */
export type Template = readonly string[];

const classes: Record<string, string> = { X: "0123456789", N: "23456789" };

/** Reads "1 415 [2-5]XX XXXX": a digit stands for itself, X for any, N for 2 to 9, [2-5] or [24] for those. */
export function template(text: string): Template {
  const positions: string[] = [];
  for (const [, digit, named, set] of text.replaceAll(" ", "").matchAll(/(\d)|([XN])|\[([\d-]+)\]/g)) {
    positions.push(digit ?? (named === undefined ? expand(set ?? "") : (classes[named] ?? "")));
  }
  return positions;
}

function expand(set: string): string {
  return set.replace(/(\d)-(\d)/g, (_, from: string, to: string) => {
    let digits = "";
    for (let digit = Number(from); digit <= Number(to); digit++) digits += digit;
    return digits;
  });
}

/** How many numbers the template describes. */
export function size(positions: Template): number {
  return positions.reduce((product, digits) => product * digits.length, 1);
}

/** Narrows the template to `wanted` from position `start` ("*" keeps a digit). Null if no number is left. */
export function narrow(positions: Template, start: number, wanted: string): Template | null {
  const narrowed = [...positions];
  for (let i = 0; i < wanted.length; i++) {
    const digit = wanted.charAt(i);
    const allowed = narrowed[start + i];
    if (allowed === undefined) return null;
    if (digit === "*") continue;
    if (!allowed.includes(digit)) return null;
    narrowed[start + i] = digit;
  }
  return narrowed;
}

/** Whether an E.164 belongs to the family. */
export function covers(positions: Template, e164: string): boolean {
  if (e164.length !== positions.length + 1) return false;
  return positions.every((digits, i) => digits.includes(e164.charAt(i + 1)));
}

/** Every E.164 of the family exactly once, in an order that is fixed by `salt` and looks random. */
export function* shuffled(positions: Template, salt: string): Generator<string> {
  const count = size(positions);
  if (count === 0) return;
  const step = stride(count);
  let index = hash(salt) % count;
  for (let i = 0; i < count; i++) {
    yield numberAt(positions, index);
    index = (index + step) % count;
  }
}

function numberAt(positions: Template, index: number): string {
  let rest = index;
  let digits = "";
  for (let i = positions.length - 1; i >= 0; i--) {
    const allowed = positions[i] ?? "";
    digits = allowed.charAt(rest % allowed.length) + digits;
    rest = Math.floor(rest / allowed.length);
  }
  return `+${digits}`;
}

/** A step coprime to `count` visits every index once; near the golden ratio neighbours look unrelated. */
function stride(count: number): number {
  let step = Math.max(1, Math.floor(count * 0.6180339887));
  while (greatestCommonDivisor(step, count) !== 1) step++;
  return step;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
