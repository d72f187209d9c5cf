import { shortDigest } from "#kernel/values/hash32";
import { lazily } from "#kernel/values/lazily";
import { numberTables, referringTables, sharedTables } from "./copy-shared";
import { type MovedTable, movedTables } from "./moved-tables";

/** The lists of tables that a move goes through. */
export interface TableLists {
  readonly ofTenants: readonly (readonly MovedTable[])[];
  readonly shared: readonly { readonly name: string; readonly key: string }[];
}

/** Recognises lists of tables and the order of their rows: a stored position counts in them. */
export const digestOf = ({ ofTenants, shared }: TableLists): string =>
  shortDigest(
    JSON.stringify([ofTenants.map((tables) => tables.map(readingOf)), shared.map(({ name, key }) => [name, key])]),
  );

/** How many rows a page has changes nothing about a position. */
const readingOf = ({ rowsPerPage: _, ...reading }: MovedTable) => reading;

/** The digest of this deployment's lists; those of another one may differ. */
export const tablesDigest = lazily(() =>
  digestOf({ ofTenants: [movedTables, referringTables, numberTables], shared: sharedTables }),
);
