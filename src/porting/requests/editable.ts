// Pure: no I/O, no clock, no randomness.
import { Problem } from "#kernel/http/problem";
import { isFinal } from "../rules/states";
import type { PortingRequestRow } from "./table";

type Standing = Pick<PortingRequestRow, "id" | "status">;

/** Throws `illegal_transition` if the request was handed in already. `rule` says what a draft allows. */
export function requireDraft({ id, status }: Standing, rule: string): void {
  if (status === "draft") return;
  throw new Problem("illegal_transition", `${rule} ${id} is ${status}.`);
}

/** Whether all fields can be changed, so that the changed request is checked. */
export const isCorrectable = ({ status }: Pick<Standing, "status">): boolean =>
  status === "draft" || status === "exception";

/** Fields that no carrier sees, so they can be changed until the request is over. */
const ownFields: readonly string[] = ["name", "customer_reference", "configuration"];

/**
 * Throws `illegal_transition` if the request's status does not allow a change of these fields: a draft allows all, and
 * so does an exception, whose corrections are sent with the next submission.
 */
export function requireEditable({ id, status }: Standing, fields: readonly string[]): void {
  if (isCorrectable({ status })) return;
  const carriers = fields.filter((field) => !ownFields.includes(field));
  if (!isFinal(status) && carriers.length === 0) return;
  const detail = isFinal(status)
    ? `${id} is ${status}, and nothing changes it any more. Create another porting request.`
    : `${id} is ${status}, so ${carriers.join(", ")} can't be changed. Corrections are possible in a draft and while the request is ` +
      `in \`exception\`; ${ownFields.join(", ")} can be changed until it is over.`;
  throw new Problem("illegal_transition", detail);
}
