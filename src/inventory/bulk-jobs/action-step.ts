// Pure: no I/O, no clock, no randomness.
import { afterMove, isInService } from "#inventory/phone-numbers/lifecycle";
import { MAX_METADATA_KEYS, type MetadataChange, mergeMetadata } from "#inventory/phone-numbers/merge-metadata";
import { notPurchasedDetail } from "#inventory/phone-numbers/own-number";
import type { NumberRow } from "#inventory/phone-numbers/table";
import type { ProblemCode } from "#kernel/http/problem";

/** The actions of bulk jobs, and the step that each takes for one number. */

export const bulkActions = [
  "update",
  "tag",
  "untag",
  "metadata",
  "lock",
  "unlock",
  "suspend",
  "resume",
  "release",
  "assign",
  "unassign",
] as const;
export type BulkAction = (typeof bulkActions)[number];

const bulkItemStatuses = ["pending", "processing", "succeeded", "failed"] as const;
export type BulkItemStatus = (typeof bulkItemStatuses)[number];
export const openBulkItemStatuses = ["pending", "processing"] as const satisfies readonly BulkItemStatus[];

export const jobStatuses = ["pending", "processing", "completed"] as const;
export type JobStatus = (typeof jobStatuses)[number];

const MAX_TAGS = 20;

/** The parameters of the action. */
export interface RequestedChange {
  readonly friendly_name?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly metadata?: MetadataChange | undefined;
  readonly agent_id?: string | undefined;
  readonly force?: boolean | undefined;
}

export interface Failure {
  readonly code: ProblemCode;
  readonly detail: string;
}

interface Change {
  readonly friendly_name?: string | undefined;
  readonly tags?: string[] | undefined;
  readonly metadata?: MetadataChange | undefined;
  readonly deletion_lock?: boolean | undefined;
}

/** The step for one number in its current state, or the reason why there is none. */
export type BulkStep =
  | { readonly kind: "change"; readonly change: Change }
  | { readonly kind: "suspend" | "resume" | "unassign" }
  | { readonly kind: "release"; readonly force: boolean }
  | { readonly kind: "assign"; readonly agentId: string }
  | { readonly kind: "refuse"; readonly failure: Failure };

type Subject = Pick<
  NumberRow,
  "id" | "e164" | "status" | "tags" | "metadata" | "deletionLock" | "agentId" | "acquisitionMethod" | "sipTrunkId"
>;

export function stepFor(action: BulkAction, wanted: RequestedChange, number: Subject): BulkStep {
  const { tags = [], metadata = {} } = wanted;
  switch (action) {
    case "update":
      return described(number, metadata, {
        friendly_name: wanted.friendly_name,
        tags: wanted.tags && [...wanted.tags],
      });
    case "tag":
      return tagged(number, [...new Set([...number.tags, ...tags])]);
    case "untag":
      return tagged(
        number,
        number.tags.filter((tag) => !tags.includes(tag)),
      );
    case "metadata":
      return described(number, metadata);
    case "lock":
      return locked(number);
    case "unlock":
      return { kind: "change", change: { deletion_lock: false } };
    case "suspend":
    case "resume":
      return moved(number, action) ?? { kind: action };
    case "release":
      return released(number, wanted.force ?? false);
    case "assign":
      return assigned(number, wanted.agent_id ?? "");
    case "unassign":
      return { kind: "unassign" };
  }
}

const refuse = (code: ProblemCode, detail: string): BulkStep => ({ kind: "refuse", failure: { code, detail } });

const tagged = ({ e164 }: Subject, tags: string[]): BulkStep =>
  tags.length > MAX_TAGS
    ? refuse("validation_failed", `${e164} would have ${tags.length} tags, more than the maximum of ${MAX_TAGS}.`)
    : { kind: "change", change: { tags } };

function described(number: Subject, metadata: MetadataChange, others: Change = {}): BulkStep {
  const count = Object.keys(mergeMetadata(number.metadata, metadata)).length;
  return count > MAX_METADATA_KEYS
    ? refuse(
        "validation_failed",
        `${number.e164} would have ${count} metadata keys, more than the maximum of ${MAX_METADATA_KEYS}.`,
      )
    : { kind: "change", change: { ...others, metadata } };
}

const locked = ({ e164, status }: Subject): BulkStep =>
  isInService(status)
    ? { kind: "change", change: { deletion_lock: true } }
    : refuse("illegal_transition", `${e164} is ${status}, so it can't be locked against its release.`);

/** Statuses in which a move has been made already: a repeated move succeeds without a change. */
const arrived = {
  suspend: ["suspended"],
  resume: ["active"],
  release: ["releasing", "cooling_off"],
} as const satisfies Record<string, readonly Subject["status"][]>;

/** The refusal of an illegal move; `null` for a legal or repeated one. */
function moved({ e164, status }: Subject, move: keyof typeof arrived): BulkStep | null {
  if (arrived[move].some((there) => there === status) || afterMove(status, move)) return null;
  return refuse("illegal_transition", `${e164} is ${status}; "${move}" is not possible from there.`);
}

function released(number: Subject, force: boolean): BulkStep {
  const { e164, status, deletionLock, agentId } = number;
  const notPurchased = notPurchasedDetail(number, "released");
  if (notPurchased !== null) return refuse("number_not_purchased", notPurchased);
  if (!arrived.release.some((there) => there === status)) {
    if (deletionLock) return refuse("deletion_locked", `${e164} has a deletion lock.`);
    if (agentId !== null && !force)
      return refuse("agent_assigned", `${e164} has the agent ${agentId}. Unassign it first, or send "force": true.`);
  }
  return moved(number, "release") ?? { kind: "release", force };
}

const assigned = ({ e164, status }: Subject, agentId: string): BulkStep =>
  isInService(status)
    ? { kind: "assign", agentId }
    : refuse("illegal_transition", `${e164} is ${status}; only numbers in service can have an agent.`);

interface Counted {
  readonly itemCount: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly completedAt: number | null;
}

export function jobStatus({ succeeded, failed, completedAt }: Counted): JobStatus {
  if (completedAt !== null) return "completed";
  return succeeded + failed === 0 ? "pending" : "processing";
}
