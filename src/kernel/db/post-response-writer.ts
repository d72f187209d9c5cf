import type { ChangedSubjects } from "./changed-subjects";
import { batchAll, type Database, isMovingError, isRefusedWrite, type Statement } from "./db";
import { PostResponseGroup } from "./post-response-group";

/**
 * Runs post-response tasks of concurrent requests together, inside the `waitUntil` of one of them, so that their writes
 * share one D1 transaction. Two costs are the reason. A commit costs more than its rows. And a promise that one
 * invocation awaits and another invocation resolves costs more than the task itself.
 *
 * **Invariants**
 *
 * - A task runs at most once, `windowMs` after the first one of its group; see `PostResponseGroup`.
 * - The tasks of a group start in one synchronous run, so that their first writes share a batch. A failed task affects
 *   no other task.
 * - Each task gets a promise `late`, which rejects when the group has run for `budgetMs`.
 * - A write is committed at most once. If the database refused the batch, it has written nothing, so the writer repeats
 *   each of its writes alone. After any other error D1 may have committed the batch, so nothing is repeated and every
 *   caller of `commit` gets the error.
 * - `commit` returns the results of its own write only, as if it had written alone.
 * - The writes of a tenant that is moving, which D1 refuses, join those of others once in `movingMs`.
 * - After each batch that D1 has, or may have, committed the writer wakes the subscribers of the changed tenants once,
 *   and waits for it at most `wakeMs`.
 */
export class PostResponseWriter {
  readonly #ports: WriterPorts;
  readonly #limits: WriterLimits;
  readonly #tasks: PostResponseGroup<PostResponseTask>;
  /** The batch that new writes join; null once it has been sent. */
  #batch: PendingBatch | null = null;
  /** Until when the writes of a tenant go alone, as the last one was refused for the tenant's move. */
  readonly #aloneUntil = new Map<string, number>();

  constructor(ports: WriterPorts, limits: WriterLimits = writerLimits) {
    this.#ports = ports;
    this.#limits = limits;
    const { windowMs, takeOverMs, maxTasks: maxItems } = limits;
    this.#tasks = new PostResponseGroup(ports, { windowMs, takeOverMs, maxItems }, (tasks) => this.#runTasks(tasks));
  }

  /** Runs the task after the response. `waitUntil` keeps an invocation alive until its promise is over. */
  run(task: PostResponseTask, waitUntil: (work: Promise<unknown>) => void): void {
    this.#tasks.add(task, waitUntil);
  }

  async #runTasks(tasks: readonly PostResponseTask[]): Promise<void> {
    const { budgetMs } = this.#limits;
    const message = `The post-response tasks took longer than ${budgetMs} ms.`;
    const late = this.#ports.wait(budgetMs).then(() => Promise.reject(new Error(message)));
    late.catch(() => undefined);
    await Promise.allSettled(tasks.map(async (task) => await task(late)));
  }

  /**
   * Writes the item, in one transaction with all other writes of the same turn of the event loop. Returns the item's
   * result (`WriteKind.results`). `changed` names the tenants whose subscribers to wake; it is read after the commit.
   */
  async commit<Item, Result>(kind: WriteKind<Item, Result>, item: Item, by: Writer): Promise<Result> {
    const write: Write = { kind: kind as WriteKind<unknown, unknown>, item, changed: by.changed };
    const { now } = this.#ports;
    if (now() < (this.#aloneUntil.get(by.tenantId) ?? 0)) return resultAt(await this.#write([write]), 0) as Result;
    try {
      return (await this.#join(write)) as Result;
    } catch (error) {
      if (isMovingError(error)) this.#writeAlone(by.tenantId);
      throw error;
    }
  }

  #writeAlone(tenantId: string): void {
    const now = this.#ports.now();
    for (const [id, until] of this.#aloneUntil) if (until <= now) this.#aloneUntil.delete(id);
    this.#aloneUntil.set(tenantId, now + this.#limits.movingMs);
  }

  /** Writes with all other writes of the same turn of the event loop, or alone if D1 refuses them all. */
  async #join(write: Write): Promise<unknown> {
    this.#batch ??= this.#openBatch();
    const { writes, committed } = this.#batch;
    const index = writes.push(write) - 1;
    try {
      return resultAt(await committed, index);
    } catch (error) {
      if (writes.length === 1 || !isRefusedWrite(error)) throw error;
      return resultAt(await this.#write([write]), 0);
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

  /** Runs the writes in one transaction. Returns one result per write, in their order. */
  async #write(writes: readonly Write[]): Promise<readonly unknown[]> {
    const { db } = this.#ports;
    const parts = [...Map.groupBy(writes, ({ kind }) => kind)].map(([kind, own]) => {
      const items = own.map(({ item }) => item);
      return { kind, own, items, statements: kind.statements(db, items) };
    });
    const statements = parts.flatMap((part) => part.statements);
    const answers = await batchAll(db, statements).catch(async (error: unknown) => {
      if (!isRefusedWrite(error)) await this.#wake(writes);
      throw error;
    });
    const results = new Map<Write, unknown>();
    let at = 0;
    for (const {
      kind,
      own,
      items,
      statements: { length },
    } of parts) {
      const ofKind = kind.results(answers.slice(at, at + length), items);
      for (const [index, write] of own.entries()) results.set(write, resultAt(ofKind, index));
      at += length;
    }
    await this.#wake(writes);
    return writes.map((write) => results.get(write));
  }

  async #wake(writes: readonly Write[]): Promise<void> {
    const { wait, wakeSubscribers } = this.#ports;
    const woken = wakeSubscribers(new Set(writes.flatMap(({ changed }) => [...changed.tenants])));
    await Promise.race([woken, wait(this.#limits.wakeMs)]);
  }
}

/** Work of a request that runs after its response. When `late` rejects, the task should give up. */
export type PostResponseTask = (late: Promise<never>) => Promise<unknown>;

/** Turns the writes of one kind, from several requests, into statements of one batch. */
export interface WriteKind<Item, Result> {
  /** The statements that write all of these items. They must not depend on other writes of the batch. */
  readonly statements: (db: Database, items: readonly Item[]) => readonly Statement[];
  /** Returns one result per item. `answers` are D1's results of those statements. */
  readonly results: (answers: readonly unknown[], items: readonly Item[]) => readonly Result[];
}

/** Writes each item's own statements, together and in order. Items of several requests are not merged. */
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
  /** How long a commit waits until the subscribers are woken. */
  readonly wakeMs: number;
  /** How long the writes of a moving tenant go alone. */
  readonly movingMs: number;
}

export const writerLimits: WriterLimits = {
  // Also long enough for the responses to leave first.
  windowMs: 100,
  maxTasks: 100,
  // Cloudflare ends an invocation 30 s after its response. The rest of that time is for sending failed updates to the
  // queue.
  budgetMs: 8_000,
  takeOverMs: 1_000,
  // A wake-up is only a hint, so an object that hangs must not delay writes that are committed already.
  wakeMs: 1_000,
  // A batch with one refused write is sent again, write by write. A move lasts minutes, or hours.
  movingMs: 10_000,
};

/** On whose behalf something is written. */
export interface Writer {
  readonly tenantId: string;
  readonly changed: ChangedSubjects;
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
  if (index >= results.length) throw new Error("A write kind returned fewer results than it got items.");
  return results[index];
}
