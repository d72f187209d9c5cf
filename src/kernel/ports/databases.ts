import type { Database } from "#kernel/db/db";

/** A D1 database of this deployment, by the name of its binding: `DB`, `DB_2`, … */
export interface NamedDatabase {
  readonly name: string;
  readonly db: Database;
}

/**
 * The D1 databases of this deployment. Each has the whole schema, and all rows of a tenant are in one of them.
 *
 * **Invariant:** a row of `tenants` counts in the database that its `shard` names, unless it names a `movingTo` in
 * which the tenant's row counts already. So one write, to that row, takes a moving tenant from one database to the
 * other. The platform's own row counts in `DB`.
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

/** Where a row of `tenants` says that the tenant is. */
export interface Placement {
  /** The binding of the database in which the row counts. */
  readonly shard: string;
  /** The binding of the database that the tenant is moving to. */
  readonly movingTo: string | null;
}

export interface Placed<Row> {
  readonly row: Row;
  readonly database: NamedDatabase;
  /** The tenant is moving: where it is must be looked up each time. */
  readonly isMoving: boolean;
}

/** Moves that may end while one lookup is under way. */
const MAX_LOOKS = 4;

/**
 * Looks into all databases for the row of a tenant, or of something of it that comes with its placement, and returns
 * the one that counts. `undefined` if no database has it.
 *
 * A lookup may read one database before a move ends there and the other one after it. So the one that a row names is
 * asked again, after that row was read.
 */
export async function findPlaced<Row extends Placement>(
  databases: Pick<Databases, "all" | "named">,
  look: (database: NamedDatabase) => Promise<Row | undefined>,
): Promise<Placed<Row> | undefined> {
  const named: string[] = [];
  const found = await findInAny(databases.all, async (database) => {
    const row = await look(database);
    if (!row) return undefined;
    if (row.shard === database.name) return { row, database };
    named.push(row.shard);
    return undefined;
  });
  let at = found ?? (await lookAgain(databases, named, look));
  for (let looks = 0; at?.row.movingTo != null && looks < MAX_LOOKS; looks += 1) {
    const database = databases.named(at.row.movingTo);
    const row = await look(database);
    if (row?.shard !== database.name) return { ...at, isMoving: true };
    at = { row, database };
  }
  return at && { ...at, isMoving: at.row.movingTo !== null };
}

async function lookAgain<Row extends Placement>(
  { named }: Pick<Databases, "named">,
  [name]: readonly string[],
  look: (database: NamedDatabase) => Promise<Row | undefined>,
) {
  if (name === undefined) return undefined;
  const database = named(name);
  const row = await look(database);
  return row?.shard === name ? { row, database } : undefined;
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
