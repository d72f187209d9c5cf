import type { EventType } from "#events/log/catalogue";
import { isNumberId } from "#inventory/phone-numbers/readiness-queue";
import type { ChangedSubjects } from "#kernel/db/changed-subjects";
import { isSharedSubject } from "./queries";

/** The events that change a readiness fact of one number, each with the field that holds the number's id. */
export const numberIdIn = {
  "phone_number.purchased": "subject_id",
  "phone_number.added_to_trunk": "subject_id",
  "phone_number.removed_from_trunk": "subject_id",
  "phone_number.ownership_proved": "subject_id",
  "phone_number.adopted": "subject_id",
  "phone_number.ported_in": "subject_id",
  "phone_number.imported": "subject_id",
  "phone_number.detached": "subject_id",
  "phone_number.restored": "subject_id",
  "phone_number.suspended": "subject_id",
  "phone_number.resumed": "subject_id",
  "phone_number.releasing": "subject_id",
  "phone_number.cooling_off": "subject_id",
  "phone_number.released": "subject_id",
  "phone_number.lost": "subject_id",
  "phone_number.found": "subject_id",
  "phone_number.transferred_in": "subject_id",
  "phone_number.routing_changed": "subject_id",
  "assignment.started": "data.phone_number_id",
  "assignment.ended": "data.phone_number_id",
  "finding.opened": "data.subject_id",
  "finding.resolved": "data.subject_id",
} as const satisfies Partial<Record<EventType, string>>;

const numberTypes = Object.keys(numberIdIn);

/** The events that change an agent, an address or a bundle. Their batch also puts the subject into the queue. */
const sharedSubjectTypes = [
  "agent.updated",
  "agent.deleted",
  "regulatory_default.set",
  "regulatory_claim.freed",
] as const satisfies readonly EventType[];

/** The changed numbers, and the changed agents, addresses and bundles, which stand for all of their numbers. */
export interface Dirty {
  readonly numbers: readonly string[];
  readonly shared: readonly string[];
}

export function dirtyAmong(changed: ChangedSubjects): Dirty {
  const namedBy = (types: readonly string[], isWanted: (id: string) => boolean) => {
    const found = new Set([...changed.subjectIds].filter(isWanted));
    for (const type of types) for (const id of changed.idsNamedBy(type)) if (isWanted(id)) found.add(id);
    return [...found];
  };
  return { numbers: namedBy(numberTypes, isNumberId), shared: namedBy(sharedSubjectTypes, isSharedSubject) };
}
