/**
 * Writes that are asked for in one breath, in one transaction: committing is what costs, not the rows. Each writer gets its
 * own result, as if it had written alone; what it writes may not depend on what others write in the same transaction.
 */

interface Group<Item, Result> {
  readonly items: Item[];
  readonly written: Promise<readonly Result[]>;
}

interface Grouping<Item, Result> {
  /** Writes all items in one transaction and answers a result for each. */
  readonly execute: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Whether the transaction was refused for what one of the items is, so that nothing of it was written. */
  readonly isRefusal: (error: unknown) => boolean;
}

/**
 * A group that is refused is written again, each writer by itself: what is wrong with one is no other's fault. Any other
 * failure is everybody's: the transaction may have gone through, and a database in trouble is not to be asked for each.
 */
export function groupCommits<Item, Result>({
  execute,
  isRefusal,
}: Grouping<Item, Result>): (item: Item) => Promise<Result> {
  let gathering: Group<Item, Result> | null = null;

  function gather(): Group<Item, Result> {
    const items: Item[] = [];
    const written = Promise.resolve().then(() => {
      gathering = null;
      return execute(items);
    });
    return { items, written };
  }

  return async (item) => {
    gathering ??= gather();
    const { items, written } = gathering;
    const at = items.push(item) - 1;
    try {
      return resultAt(await written, at);
    } catch (error) {
      if (items.length === 1 || !isRefusal(error)) throw error;
      return resultAt(await execute([item]), 0);
    }
  };
}

function resultAt<Result>(results: readonly Result[], at: number): Result {
  if (at >= results.length) throw new Error("A writer got no result.");
  return results[at] as Result;
}
