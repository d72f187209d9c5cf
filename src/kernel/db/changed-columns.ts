// Pure: no I/O, no clock, no randomness.
/**
 * The fields of `after` that differ from `before`, for an update: SQLite rewrites each index with a column that an
 * update names, whether or not its value changes.
 */
export function changedColumns<Row extends object>(before: Row, after: Partial<Row>): Partial<Row> {
  const known = new Map<string, unknown>(Object.entries(before));
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(known.get(name)),
  );
  return Object.fromEntries(changed) as Partial<Row>;
}
