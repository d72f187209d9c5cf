// Pure: no I/O, no clock, no randomness.

/** New rows that a list counts. A page that stays open for days has no use for more of their ids. */
export const MAX_NEW_ROWS = 1_000;

/** The set with these ids, up to `MAX_NEW_ROWS`. The same set if there is nothing more. */
export function withNewRows(before: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  const more = ids.filter((id) => !before.has(id)).slice(0, MAX_NEW_ROWS - before.size);
  return more.length === 0 ? before : new Set([...before, ...more]);
}

/** How many of these ids the list does not have. Once there are `MAX_NEW_ROWS`, others may have been left out. */
export const countNewRows = (ids: ReadonlySet<string>, known: ReadonlySet<string>): number =>
  ids.size < MAX_NEW_ROWS ? [...ids].filter((id) => !known.has(id)).length : MAX_NEW_ROWS;
