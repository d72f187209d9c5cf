/**
 * What is left to do when requests are answered, of many requests by the invocation of one: begun in one breath, so that
 * their writes become one transaction, and watched by one timer. Promises that one invocation waits for and another fulfils
 * cost more than the work.
 */

/** A piece of work. `late` rejects when all of them together have taken too long. */
export type Chore = (late: Promise<never>) => Promise<unknown>;

export interface Aftermath {
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
  /** How long the first request of a group waits for others. */
  readonly windowMs: number;
  /** Pieces of work in a group. */
  readonly most: number;
  /** What they may take together. */
  readonly budgetMs: number;
  /** After that whoever was to do a group's work is taken for dead, and the next request does it. */
  readonly patienceMs: number;
}

interface Group {
  readonly since: number;
  readonly chores: Chore[];
}

/** `keepAlive` makes an invocation last until a promise is settled. */
export function gatherChores({ now, wait, windowMs, most, budgetMs, patienceMs }: Aftermath) {
  let gathering: Group | null = null;

  async function work(group: Group): Promise<void> {
    await wait(windowMs);
    if (gathering === group) gathering = null;
    const late = wait(budgetMs).then(() => Promise.reject(new Error(`It took longer than ${budgetMs} ms.`)));
    late.catch(() => undefined);
    await Promise.allSettled(group.chores.splice(0).map(async (chore) => await chore(late)));
  }

  return (chore: Chore, keepAlive: (work: Promise<unknown>) => void): void => {
    const known = gathering;
    if (known && now() - known.since <= patienceMs && known.chores.length < most) {
      known.chores.push(chore);
      return;
    }
    const abandoned = known && now() - known.since > patienceMs ? known.chores.splice(0) : [];
    gathering = { since: now(), chores: [...abandoned, chore] };
    keepAlive(work(gathering));
  };
}
