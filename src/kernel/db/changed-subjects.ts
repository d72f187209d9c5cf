/** Collects the changed subjects of a request or job while it runs; the work after it needs them. */
export class ChangedSubjects {
  /** Tenants whose event log got events: their subscribers must be woken. */
  readonly tenants = new Set<string>();
  /**
   * The ids of the events' subjects and in their payloads: readiness of the numbers that depend on them is evaluated
   * again.
   */
  readonly subjectIds = new Set<string>();

  /** Notes that an event goes into the tenant's event log. */
  addEvent(tenantId: string, subjectId: unknown, payload: object): void {
    this.tenants.add(tenantId);
    for (const each of [subjectId, ...Object.values(payload)]) if (typeof each === "string") this.subjectIds.add(each);
  }
}
