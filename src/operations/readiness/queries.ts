import { type SQL, sql } from "drizzle-orm";
import { numbersOfAgent } from "#inventory/routing/queries";
import type { Database } from "#kernel/db/db";
import { idPrefixes } from "#kernel/values/ids";
import { numbersWithAddress, numbersWithBundle } from "#operations/compliance/queries";
import { numberReadiness } from "./table";

/** An SQL expression: the version of a number's stored readiness; 0 if none is stored. */
export const versionOf = (id: SQL): SQL =>
  sql`coalesce((select ${numberReadiness.version} from ${numberReadiness} where ${numberReadiness.phoneNumberId} = ${id}), 0)`;

/**
 * Returns whether an id is that of an agent, an address or a bundle. A change of one affects all numbers that use it.
 */
export const isSharedSubject = (id: string): boolean =>
  id.startsWith(`${idPrefixes.agent}_`) || /^(AD|BU)[0-9a-f]{32}$/.test(id);

/** Returns ids of numbers that depend on an agent, an address or a bundle, in the order of their ids. */
export function numbersOfSubject(db: Database, subject: string, keyRange: { after: string; limit: number }) {
  if (subject.startsWith("AD")) return numbersWithAddress(db, subject, keyRange);
  if (subject.startsWith("BU")) return numbersWithBundle(db, subject, keyRange);
  return numbersOfAgent(db, subject, keyRange);
}
