// Pure: no I/O, no clock, no randomness.
/** The order matters: Edge calls itself Chrome too, and Chrome calls itself Safari. */
const browsers: readonly (readonly [mark: string, name: string])[] = [
  ["Edg/", "Edge"],
  ["OPR/", "Opera"],
  ["Firefox/", "Firefox"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
  ["curl/", "curl"],
];

const systems: readonly (readonly [mark: string, name: string])[] = [
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Windows", "Windows"],
  ["Mac OS X", "macOS"],
  ["Linux", "Linux"],
];

/** A browser as people know it, such as `Firefox, macOS`; `null` for a text that names none. */
export function browserText(userAgent: string): string | null {
  const nameIn = (names: typeof browsers) => names.find(([mark]) => userAgent.includes(mark))?.[1];
  const found = [nameIn(browsers), nameIn(systems)].filter((name) => name !== undefined);
  return found.length === 0 ? null : found.join(", ");
}
