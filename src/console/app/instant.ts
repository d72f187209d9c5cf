// Pure: no I/O, no clock, no randomness.
/**
 * A day such as `2026-11-22` as the instant at which it begins here. Another text stays as it is: an instant, or one
 * that the API refuses, such as a month 13 in a link.
 */
export function instantOf(text: string): string {
  const begins = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00`) : null;
  return begins && !Number.isNaN(begins.getTime()) ? begins.toISOString() : text;
}

/** An instant as the value of an input of the type `datetime-local`. */
export function localInputOf(instant: number): string {
  const offset = new Date(instant).getTimezoneOffset() * 60_000;
  return new Date(instant - offset).toISOString().slice(0, 16);
}
