// Pure: no I/O, no clock, no randomness.
/** The column of a field: the same name in snake_case. */
export const columnOf = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The columns of the fields, in their order, for the text of a read that calls the table so. */
export const columnsOf = (fields: object, table: string): string =>
  Object.keys(fields)
    .map((name) => `${table}.${columnOf(name)}`)
    .join(", ");
