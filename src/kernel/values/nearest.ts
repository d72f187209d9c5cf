// Pure: no I/O, no clock, no randomness.

/** The single edits (insert, delete, replace, swap of neighbours) that turn one text into the other. */
function editDistance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, at) => at)];
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= from.length; i += 1) {
    rows.push([i]);
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = cell(i - 1, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1] ? cell(i - 2, j - 2) + 1 : replaced;
      rows[i]?.push(Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, replaced, swapped));
    }
  }
  return cell(from.length, to.length);
}

/** Names in one spelling: `phoneNumber`, `Phone-Number` and `phone_number` are alike. */
const alike = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** A name of 40 characters or more is no slip of the hand, and would take long to compare. */
const MAX_LENGTH = 40;

function distance(given: string, name: string): number {
  if (given === name) return 0;
  const [short = "", long = ""] = [given, name].sort((a, b) => a.length - b.length);
  // A name that was cut or that has a word too many: `ttl` for `ttl_seconds`, `country_code` for `country`. The one of
  // two such names that lacks or adds less is nearer.
  const more = long.length - short.length;
  if (short.length >= 3 && (long.startsWith(short) || long.endsWith(short))) return more / (more + 1);
  return editDistance(given, name);
}

/** How far the text is from the name: 0 for another spelling of it, infinite if the name was hardly meant. */
export function slip(given: string, name: string): number {
  const text = alike(given);
  if (text.length < 2 || text.length > MAX_LENGTH) return Number.POSITIVE_INFINITY;
  const found = distance(text, alike(name));
  return found <= Math.max(1, Math.floor(text.length / 3)) ? found : Number.POSITIVE_INFINITY;
}

/** The name that was probably meant; `undefined` if none is near. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, far: slip(given, name) }))
    .filter(({ far }) => Number.isFinite(far))
    .sort((a, b) => a.far - b.far);
  return best?.name;
}
