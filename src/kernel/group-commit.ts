/**
 * Writes that come at about the same time, in one transaction: committing is what costs, not the rows. Each writer gets its
 * own result, as if it had written alone; what it writes may not depend on what others write in the same transaction.
 */

export interface Grouping<Item, Result> {
  /** Writes all items in one transaction and answers a result for each. */
  readonly execute: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly wait: (ms: number) => Promise<unknown>;
  /** How long the first writer of a group waits for others. */
  readonly windowMs: number;
  /** Writers of one transaction. */
  readonly most: number;
  /** After that a writer stops waiting for a group that another's request writes, and writes alone. */
  readonly patienceMs: number;
}

interface Group<Item, Result> {
  readonly items: Item[];
  readonly written: Promise<readonly Result[]>;
}

/**
 * A group that fails is written again, each writer by itself: what is wrong with one is no other's fault. So a writer must
 * be one that may write twice.
 */
export function groupCommits<Item, Result>(grouping: Grouping<Item, Result>): (item: Item) => Promise<Result> {
  const { execute, wait, windowMs, most, patienceMs } = grouping;
  let gathering: Group<Item, Result> | null = null;

  const close = (group: Group<Item, Result>): void => {
    if (gathering === group) gathering = null;
  };

  function gather(): Group<Item, Result> {
    const items: Item[] = [];
    const written = wait(windowMs).then(() => {
      close(group);
      return execute(items);
    });
    const group: Group<Item, Result> = { items, written };
    return group;
  }

  return async (item) => {
    const group = gathering ?? gather();
    gathering = group;
    const at = group.items.push(item) - 1;
    if (group.items.length >= most) close(group);
    try {
      const late = wait(patienceMs).then(() => Promise.reject(new Error("The group was not written in time.")));
      const results = await Promise.race([group.written, late]);
      return resultAt(results, at);
    } catch (error) {
      if (group.items.length === 1) throw error;
      return resultAt(await execute([item]), 0);
    }
  };
}

function resultAt<Result>(results: readonly Result[], at: number): Result {
  if (at >= results.length) throw new Error("A writer got no result.");
  return results[at] as Result;
}
