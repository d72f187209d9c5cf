import type { ChangedSubjects } from "./changed-subjects";
import { batchAll, type Database, isConstraintError, type Statement } from "./db";

/**
 * Runs post-response tasks of concurrent requests together, inside the `waitUntil` of one of them, so that their writes
 * share one D1 transaction. Committing costs more than the rows, and a promise that one invocation awaits and another
 * one resolves costs more than the task.
 *
 * **Invariants**
 *
 * - A task runs at most once. It runs within `windowMs`, or in the invocation of the next request after `takeOverMs` if
 *   the invocation that was to run it has died. Only the end of the isolate loses a task.
 * - The tasks of a group start in one synchronous run, so the writes that they begin with share a batch. A task that
 *   fails affects no other.
 * - The promise `late` that each task gets rejects once the group has taken `budgetMs`.
 * - A write is committed at most once. Only a batch that a constraint refused, which has written nothing, is repeated,
 *   each write of it alone. Any other failure goes to all its writers: the batch may have been committed all the same.
 * - A writer gets the results of its own write only, as if it had written alone.
 * - Each commit wakes the subscribers of the changed tenants once, after it, and waits for that for `wakeMs` at most.
 */
export class PostResponseWriter {
  readonly #ports: WriterPorts;
  readonly #limits: WriterLimits;
  /** The group that further tasks join; null between groups. */
  #tasks: TaskGroup | null = null;
  /** The batch that further writes join; null once it has been sent. */
  #batch: PendingBatch | null = null;

  constructor(ports: WriterPorts, limits: WriterLimits = writerLimits) {
    this.#ports = ports;
    this.#limits = limits;
  }

  /** Runs the task after the response. `waitUntil` keeps an invocation alive until its promise is over. */
  run(task: PostResponseTask, waitUntil: (work: Promise<unknown>) => void): void {
    const { takeOverMs, maxTasks } = this.#limits;
    const group = this.#tasks;
    const isDead = group !== null && this.#ports.now() - group.openedAt > takeOverMs;
    if (group && !isDead && group.tasks.length < maxTasks) {
      group.tasks.push(task);
      return;
    }
    const orphans = isDead ? group.tasks.splice(0) : [];
    const opened = { openedAt: this.#ports.now(), tasks: [...orphans, task] };
    this.#tasks = opened;
    waitUntil(this.#runGroup(opened));
  }

  async #runGroup(group: TaskGroup): Promise<void> {
    const { windowMs, budgetMs } = this.#limits;
    await this.#ports.wait(windowMs);
    if (this.#tasks === group) this.#tasks = null;
    const message = `The work after the response took longer than ${budgetMs} ms.`;
    const late = this.#ports.wait(budgetMs).then(() => Promise.reject(new Error(message)));
    late.catch(() => undefined);
    await Promise.allSettled(group.tasks.splice(0).map(async (task) => await task(late)));
  }

  /**
   * Writes the item in one transaction with all writes that are asked for in the same turn, and returns what its kind
   * makes of the results. `changed` names the tenants whose subscribers to wake; it is read after the commit.
   */
  async commit<Item, Result>(kind: WriteKind<Item, Result>, item: Item, changed: ChangedSubjects): Promise<Result> {
    const write: Write = { kind: kind as WriteKind<unknown, unknown>, item, changed };
    this.#batch ??= this.#openBatch();
    const { writes, committed } = this.#batch;
    const index = writes.push(write) - 1;
    try {
      return resultAt(await committed, index) as Result;
    } catch (error) {
      if (writes.length === 1 || !isConstraintError(error)) throw error;
      return resultAt(await this.#write([write]), 0) as Result;
    }
  }

  #openBatch(): PendingBatch {
    const writes: Write[] = [];
    const committed = Promise.resolve().then(() => {
      this.#batch = null;
      return this.#write(writes);
    });
    return { writes, committed };
  }

  /** One transaction, and one result for each write. */
  async #write(writes: readonly Write[]): Promise<readonly unknown[]> {
    const { db, wait, wakeSubscribers } = this.#ports;
    const parts = [...Map.groupBy(writes, ({ kind }) => kind)].map(([kind, own]) => {
      const items = own.map(({ item }) => item);
      return { kind, own, items, statements: kind.statements(db, items) };
    });
    const answers = await batchAll(
      db,
      parts.flatMap(({ statements }) => statements),
    );
    const results = new Map<Write, unknown>();
    let at = 0;
    for (const { kind, own, items, statements } of parts) {
      const ofKind = kind.results(answers.slice(at, at + statements.length), items);
      for (const [index, write] of own.entries()) results.set(write, resultAt(ofKind, index));
      at += statements.length;
    }
    const woken = wakeSubscribers(new Set(writes.flatMap(({ changed }) => [...changed.tenants])));
    await Promise.race([woken, wait(this.#limits.wakeMs)]);
    return writes.map((write) => results.get(write));
  }
}

/** Work that a request leaves for after its response. `late` rejects once it should give up. */
export type PostResponseTask = (late: Promise<never>) => Promise<unknown>;

/** How the writes of one kind, of several requests, become statements of one batch. */
export interface WriteKind<Item, Result> {
  /** The statements that write all of these items. They must not depend on other writes of the batch. */
  readonly statements: (db: Database, items: readonly Item[]) => readonly Statement[];
  /** One result per item, made of what D1 answered to those statements. */
  readonly results: (answers: readonly unknown[], items: readonly Item[]) => readonly Result[];
}

/** Statements that share nothing with those of other requests. The statements of one writer stay together, in order. */
export const ownStatements: WriteKind<readonly Statement[], readonly unknown[]> = {
  statements: (_, items) => items.flat(),
  results: (answers, items) => {
    let at = 0;
    return items.map(({ length }) => {
      at += length;
      return answers.slice(at - length, at);
    });
  },
};

export interface WriterPorts {
  readonly db: Database;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
  readonly wakeSubscribers: (tenantIds: ReadonlySet<string>) => Promise<unknown>;
}

export interface WriterLimits {
  /** How long the first task of a group waits for others. */
  readonly windowMs: number;
  /** Tasks of one group. */
  readonly maxTasks: number;
  /** How long the tasks of a group may take together. */
  readonly budgetMs: number;
  /** After this long a group that has not started counts as abandoned by its invocation. */
  readonly takeOverMs: number;
  readonly wakeMs: number;
}

export const writerLimits: WriterLimits = {
  // Long enough for the responses to be on their way, too.
  windowMs: 100,
  maxTasks: 100,
  // An invocation may go on for 30 s after its response; the queue for what could not be written needs its turn in
  // that.
  budgetMs: 8_000,
  takeOverMs: 1_000,
  // A wake-up is only a hint, and an object that hangs must not hold up what is written already.
  wakeMs: 1_000,
};

interface TaskGroup {
  readonly openedAt: number;
  readonly tasks: PostResponseTask[];
}

/** An item and its kind, which `commit` guarantees to fit each other. */
interface Write {
  readonly kind: WriteKind<unknown, unknown>;
  readonly item: unknown;
  readonly changed: ChangedSubjects;
}

interface PendingBatch {
  readonly writes: Write[];
  readonly committed: Promise<readonly unknown[]>;
}

function resultAt(results: readonly unknown[], index: number): unknown {
  if (index >= results.length) throw new Error("A write got no result.");
  return results[index];
}
