const none: ReadonlySet<string> = new Set();

/** The subjects that a piece of work changed, collected for its post-response tasks. */
export class ChangedSubjects {
  /** Tenants whose event log grew: their subscribers are woken. */
  readonly tenants = new Set<string>();
  /** Ids of changed subjects that no event of this work names, for example because a Durable Object wrote the event. */
  readonly subjectIds = new Set<string>();
  readonly #idsByType = new Map<string, Set<string>>();

  get isEmpty(): boolean {
    return this.subjectIds.size + this.#idsByType.size === 0;
  }

  /** Notes an event that is written to a tenant's log, with every id in it. */
  addEvent(tenantId: string, type: string, subjectId: unknown, data: object): void {
    this.tenants.add(tenantId);
    const ids = this.#idsByType.get(type) ?? new Set<string>();
    this.#idsByType.set(type, ids);
    for (const each of [subjectId, ...Object.values(data)]) if (typeof each === "string") ids.add(each);
  }

  /** The subject and every other string that events of a type have in their data. */
  idsNamedBy(type: string): ReadonlySet<string> {
    return this.#idsByType.get(type) ?? none;
  }

  /** Adds the subjects of another piece of work, without its tenants. */
  addSubjectsOf(other: ChangedSubjects): void {
    for (const id of other.subjectIds) this.subjectIds.add(id);
    for (const [type, ids] of other.#idsByType) {
      const own = this.#idsByType.get(type) ?? new Set<string>();
      this.#idsByType.set(type, own);
      for (const id of ids) own.add(id);
    }
  }
}
