// Pure: no I/O, no clock, no randomness.
import type { Change, NumberRow } from "./use-number";

/** A number as it is after a change of the fields that the page shows at once. `null` removes a field of metadata. */
export function withChange(number: NumberRow, { friendly_name, tags, deletion_lock, metadata }: Change): NumberRow {
  const fields = Object.entries({ ...number.metadata, ...metadata }).flatMap(([name, text]) =>
    text === null || text === undefined ? [] : [[name, text] as const],
  );
  return {
    ...number,
    friendly_name: friendly_name ?? number.friendly_name,
    tags: tags ? [...tags] : number.tags,
    deletion_lock: deletion_lock ?? number.deletion_lock,
    metadata: Object.fromEntries(fields),
  };
}
