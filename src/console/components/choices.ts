// Pure: no I/O, no clock, no randomness.
/** The choices of a field, from their names by value. */
export const choicesOf = (names: Readonly<Record<string, string>>) =>
  Object.entries(names).map(([value, label]) => ({ value, label }));
