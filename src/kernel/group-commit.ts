/**
 * Writes that come at about the same time, in one transaction: committing is what costs, not the rows. Each writer gets its
 * own results, as if it had written alone; its statements stay together and in order, and the first of them may not depend
 * on what was written before it in the batch.
 */

export interface Grouping<Statement> {
  /** Executes statements in one transaction and answers a result for each. */
  readonly execute: (statements: readonly Statement[]) => Promise<readonly unknown[]>;
  readonly wait: (ms: number) => Promise<unknown>;
  /** How long the first writer of a group waits for others. */
  readonly windowMs: number;
  /** Statements in one transaction; the writer that reaches it is the group's last. */
  readonly most: number;
  /** After that a writer stops waiting for a group that another's request writes, and writes alone. */
  readonly patienceMs: number;
}

interface Group<Statement> {
  readonly statements: Statement[];
  writers: number;
  readonly written: Promise<readonly unknown[]>;
}

/**
 * A group that fails is written again, each writer by itself: what is wrong with one is no other's fault. So a writer must
 * be one that may write twice.
 */
export function groupCommits<Statement>({ execute, wait, windowMs, most, patienceMs }: Grouping<Statement>) {
  let gathering: Group<Statement> | null = null;

  const close = (group: Group<Statement>): void => {
    if (gathering === group) gathering = null;
  };

  function gather(): Group<Statement> {
    const statements: Statement[] = [];
    const written = wait(windowMs).then(() => {
      close(group);
      return execute(statements);
    });
    const group: Group<Statement> = { statements, writers: 0, written };
    return group;
  }

  return async (own: readonly Statement[]): Promise<readonly unknown[]> => {
    const group = gathering ?? gather();
    gathering = group;
    const begin = group.statements.push(...own) - own.length;
    group.writers += 1;
    if (group.statements.length >= most) close(group);
    try {
      const late = wait(patienceMs).then(() => Promise.reject(new Error("The group was not written in time.")));
      const results = await Promise.race([group.written, late]);
      return results.slice(begin, begin + own.length);
    } catch (error) {
      if (group.writers === 1) throw error;
      return await execute(own);
    }
  };
}
