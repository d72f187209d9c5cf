// Pure: no I/O, no clock, no randomness.

/** The first names in a sentence: `Desk, Sales and more`. */
export const firstOf = (names: readonly string[], max: number): string =>
  names.slice(0, max).join(", ") + (names.length > max ? " and more" : "");
