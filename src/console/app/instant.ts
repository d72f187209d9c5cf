// Pure: no I/O, no clock, no randomness.
/** A day such as `2026-11-22` as the instant at which it begins here; an instant stays as it is. */
export const instantOf = (text: string): string =>
  /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00`).toISOString() : text;

/** An instant as the value of an input of the type `datetime-local`. */
export function localInputOf(instant: number): string {
  const offset = new Date(instant).getTimezoneOffset() * 60_000;
  return new Date(instant - offset).toISOString().slice(0, 16);
}
