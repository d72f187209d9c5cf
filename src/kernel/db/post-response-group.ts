/**
 * Collects what concurrent requests leave to be done after their responses, and does it together, inside the
 * `waitUntil` of the request that opened the group. The others do not wait for it, as a promise that one invocation
 * awaits and another invocation resolves costs more than the work itself.
 *
 * **Invariant:** each item is in one group, and a group runs at most once, `windowMs` after it was opened. If the
 * invocation that should run it has died, that of the next item after `takeOverMs` runs it. Only the end of the isolate
 * loses an item.
 */
export class PostResponseGroup<Item> {
  readonly #ports: GroupPorts;
  readonly #limits: GroupLimits;
  readonly #run: RunGroup<Item>;
  /** The group that new items join; null between groups. */
  #open: OpenGroup<Item> | null = null;

  constructor(ports: GroupPorts, limits: GroupLimits, run: RunGroup<Item>) {
    this.#ports = ports;
    this.#limits = limits;
    this.#run = run;
  }

  /** `waitUntil` keeps an invocation alive until its promise is over. */
  add(item: Item, waitUntil: (work: Promise<unknown>) => void): void {
    const { takeOverMs, maxItems } = this.#limits;
    const group = this.#open;
    const isDead = group !== null && Math.abs(this.#ports.now() - group.openedAt) > takeOverMs;
    if (group && !isDead && group.items.length < maxItems) {
      group.items.push(item);
      return;
    }
    const orphans = isDead ? group.items.splice(0) : [];
    const opened = { openedAt: this.#ports.now(), items: [...orphans, item] };
    this.#open = opened;
    waitUntil(this.#runLater(opened, item));
  }

  async #runLater(group: OpenGroup<Item>, opener: Item): Promise<void> {
    await this.#ports.wait(this.#limits.windowMs);
    if (this.#open === group) this.#open = null;
    const items = group.items.splice(0);
    if (items.length > 0) await this.#run(items, opener);
  }
}

/** Works on a group. `opener` is the item of the invocation in which it runs. */
type RunGroup<Item> = (items: readonly Item[], opener: Item) => Promise<unknown>;

export interface GroupPorts {
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
}

export interface GroupLimits {
  /** How long the first item of a group waits for others. */
  readonly windowMs: number;
  readonly maxItems: number;
  /** After this long a group that has not started counts as abandoned by its invocation. */
  readonly takeOverMs: number;
}

interface OpenGroup<Item> {
  readonly openedAt: number;
  readonly items: Item[];
}
