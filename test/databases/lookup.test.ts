import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openDatabase } from "#kernel/db/db";
import { findPlaced, type NamedDatabase, type Placement } from "#kernel/ports/databases";

/** Where a tenant is, at each moment of its move from `DB` to `DB_2`. */

const named = (name: string): NamedDatabase => ({ name, db: openDatabase(env.DB) });
const databases = { all: ["DB", "DB_2"].map(named), named };

type Answers = Readonly<Record<string, readonly (Placement | undefined | Error)[]>>;

/** Looks in databases that answer one after the other; the last answer of each stays. */
async function lookIn(answers: Answers) {
  const looks: Record<string, number> = {};
  const found = await findPlaced(databases, async ({ name }) => {
    const at = looks[name] ?? 0;
    looks[name] = at + 1;
    const answer = answers[name]?.at(Math.min(at, (answers[name]?.length ?? 1) - 1));
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return found && { name: found.database.name, isMoving: found.isMoving };
}

const stays = (shard: string): Placement => ({ shard, movingTo: null });
const leaving: Placement = { shard: "DB", movingTo: "DB_2" };

test("before and after a move the one database that has the tenant is found", async () => {
  expect(await lookIn({ DB: [stays("DB")] })).toEqual({ name: "DB", isMoving: false });
  expect(await lookIn({ DB: [stays("DB_2")], DB_2: [stays("DB_2")] })).toEqual({ name: "DB_2", isMoving: false });
  expect(await lookIn({})).toBeUndefined();
});

test("an announced tenant is in the old database, with or without a copy in the new one, and must be looked up each time", async () => {
  expect(await lookIn({ DB: [leaving] })).toEqual({ name: "DB", isMoving: true });
  expect(await lookIn({ DB: [leaving], DB_2: [leaving] })).toEqual({ name: "DB", isMoving: true });
});

test("once the row in the new database counts, the tenant is there, though the old row does not say so yet", async () => {
  expect(await lookIn({ DB: [leaving], DB_2: [stays("DB_2")] })).toEqual({ name: "DB_2", isMoving: false });
});

test("a lookup that reads the new database before the switch and the old one after it looks again", async () => {
  const answers = { DB: [stays("DB_2")], DB_2: [leaving, stays("DB_2")] };
  expect(await lookIn(answers)).toEqual({ name: "DB_2", isMoving: false });
});

test("while the new database does not answer, nothing is known of an announced tenant, and all of one that stays", async () => {
  const away = new Error("D1_ERROR: away");
  await expect(lookIn({ DB: [leaving], DB_2: [away] })).rejects.toThrow("away");
  expect(await lookIn({ DB: [stays("DB")], DB_2: [away] })).toEqual({ name: "DB", isMoving: false });
});
