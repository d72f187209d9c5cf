// Pure: no I/O, no clock, no randomness.
import { shortDigest } from "#kernel/values/hash32";
import { numberTables, referringTables, sharedTables } from "./copy-shared";
import { type MovedTable, movedTables } from "./moved-tables";

/**
 * Recognises the lists of tables that a move goes through, and the order of their rows. A stored position counts in
 * these lists, and those of another deployment may differ.
 */
export const tablesDigest = (): string =>
  shortDigest(JSON.stringify([movedTables, referringTables, numberTables].map(readingsOf).concat([sharedKeys()])));

const readingsOf = (tables: readonly MovedTable[]): unknown[] =>
  tables.map(({ rowsPerPage: _, ...reading }) => reading);

const sharedKeys = (): unknown[] => sharedTables.map(({ name, key }) => [name, key]);
