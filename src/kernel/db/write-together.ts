import type { Database, Statement } from "./db";

/** Writes of many writers in one batch. A kind of write says how those of it are put together. */

export interface WriteKind<Item, Result> {
  /** The statements that write all of these items. */
  readonly statements: (db: Database, items: readonly Item[]) => readonly Statement[];
  /** What came of each item, by what the statements answered. */
  readonly results: (answers: readonly unknown[], items: readonly Item[]) => readonly Result[];
}

/** Statements that are written side by side: those of a writer stay together and in order. */
export const plainStatements: WriteKind<readonly Statement[], readonly unknown[]> = {
  statements: (_, items) => items.flat(),
  results: (answers, items) => {
    let at = 0;
    return items.map(({ length }) => {
      at += length;
      return answers.slice(at - length, at);
    });
  },
};

/** An item with its kind; made by `writeOf` alone, which sees to it that they fit. */
export interface Write {
  readonly kind: WriteKind<unknown, unknown>;
  readonly item: unknown;
}

export const writeOf = <Item, Result>(kind: WriteKind<Item, Result>, item: Item): Write => ({
  kind: kind as WriteKind<unknown, unknown>,
  item,
});

/** Writes all of them in one transaction and answers a result for each. */
export async function writeBatch(db: Database, writes: readonly Write[]): Promise<unknown[]> {
  const parts = [...Map.groupBy(writes, ({ kind }) => kind)].map(([kind, own]) => {
    const items = own.map(({ item }) => item);
    return { kind, own, items, statements: kind.statements(db, items) };
  });
  const [first, ...rest] = parts.flatMap(({ statements }) => statements);
  const answers: readonly unknown[] = first ? await db.batch([first, ...rest]) : [];
  const results = new Map<Write, unknown>();
  let at = 0;
  for (const { kind, own, items, statements } of parts) {
    const ofPart = kind.results(answers.slice(at, at + statements.length), items);
    for (const [index, write] of own.entries()) results.set(write, ofPart[index]);
    at += statements.length;
  }
  return writes.map((write) => results.get(write));
}
