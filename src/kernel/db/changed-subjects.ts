/** What some work has changed, collected while it goes on, for what is done once it is over. */
export class ChangedSubjects {
  /** Tenants whose event log was written to: their followers are woken. */
  readonly tenants = new Set<string>();
  /** What changed, and whatever else the events name: numbers that hang on it are judged anew. */
  readonly subjectIds = new Set<string>();

  /** An event goes into a tenant's log. */
  addEvent(tenantId: string, subjectId: unknown, data: object): void {
    this.tenants.add(tenantId);
    for (const each of [subjectId, ...Object.values(data)]) if (typeof each === "string") this.subjectIds.add(each);
  }
}
