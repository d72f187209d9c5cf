import type { Database } from "#kernel/db/db";

/** A D1 database of this deployment, by the name of its binding: `DB`, `DB_2`, … */
export interface NamedDatabase {
  readonly name: string;
  readonly db: Database;
}

/**
 * The D1 databases of this deployment. Each has the whole schema, and all rows of a tenant are in one of them.
 *
 * **Invariant:** a row of `tenants` counts only in the database that its `shard` names, so a tenant is in exactly one
 * database at any moment, also while it moves. The platform's own row counts in `DB`.
 */
export interface Databases {
  /** `DB` first, then by number. */
  readonly all: readonly NamedDatabase[];
  /** The platform's database, `DB`. */
  readonly first: NamedDatabase;
  /** The database with this binding. Throws if this deployment has none. */
  readonly named: (name: string) => NamedDatabase;
  /**
   * The database with the tenant's rows; `DB` for a tenant that is in none. With one database there is no query.
   * Throws if a database that may have the tenant does not answer.
   */
  readonly ofTenant: (tenantId: string) => NamedDatabase | Promise<NamedDatabase>;
}

/**
 * Looks into all databases at once and returns the first answer that is not `undefined`; `undefined` if all of them
 * lack it. A database that does not answer matters only if no other has it: then its error is thrown.
 */
export async function findInAny<T>(
  databases: readonly NamedDatabase[],
  look: (database: NamedDatabase) => Promise<T | undefined>,
): Promise<T | undefined> {
  const [only] = databases;
  if (only && databases.length === 1) return await look(only);
  const { promise: found, resolve } = Promise.withResolvers<T>();
  const looks = databases.map(async (database) => {
    const answer = await look(database);
    if (answer !== undefined) resolve(answer);
    return answer;
  });
  const all = Promise.allSettled(looks).then((ends) => {
    const values = ends.flatMap((end) => (end.status === "fulfilled" && end.value !== undefined ? [end.value] : []));
    const failure = ends.find((end) => end.status === "rejected");
    if (values.length === 0 && failure) throw failure.reason;
    return values[0];
  });
  return await Promise.race([found, all]);
}
