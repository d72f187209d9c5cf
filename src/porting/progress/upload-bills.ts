import type { CarrierPorting } from "#kernel/ports/carrier-porting";
import type { Context } from "#kernel/ports/context";
import { documentsOfRequest } from "../documents/queries";
import { openDocument } from "../documents/stored-object";
import type { CarrierTask } from "../requests/values";
import { type PortWork, storeCarrier } from "./work";

type Uploads = { readonly work: PortWork; readonly task: CarrierTask } & (
  | { readonly kind: "uploaded"; readonly documentIds: readonly string[] }
  | { readonly kind: "postponed" }
  /** A document that Twilio can't take. */
  | { readonly kind: "refused"; readonly reason: { readonly code: string; readonly detail: string } }
);

/**
 * Uploads the bills of a request to Twilio, one at a time, and stores each one's SID before the next. A bill whose SID
 * was lost is uploaded again: a copy at Twilio does no harm.
 */
export async function uploadBills(
  ctx: Context,
  porting: CarrierPorting,
  work: PortWork,
  task: CarrierTask,
): Promise<Uploads> {
  const documents = await documentsOfRequest(ctx, work.request.id);
  const bills = documents.filter(({ kind, status }) => kind === "bill" && status !== "rejected");
  // The scanner has not answered yet, and may still reject it.
  if (bills.some(({ status }) => status === "scanning")) return { kind: "postponed", work, task };
  let at = { work, task };
  const documentIds: string[] = [];
  for (const bill of bills) {
    const known = at.task.uploaded?.[bill.id];
    if (known !== undefined) {
      documentIds.push(known);
      continue;
    }
    const { filename, contentType } = bill;
    const { body } = await openDocument(ctx, bill);
    const content = await new Response(body).blob();
    const result = await porting.uploadDocument({ kind: "bill", filename, contentType, content });
    if (result.kind === "unavailable" || result.kind === "unknown") return { kind: "postponed", ...at };
    const failure = result.kind === "refused" ? result.message : failureOf(result.value);
    if (failure !== null) {
      const detail = `Twilio does not take the document ${filename}: ${failure}`;
      return { kind: "refused", ...at, reason: { code: "missing_required_fields", detail } };
    }
    if (result.kind !== "ok") continue;
    documentIds.push(result.value.id);
    const next = { ...at.task, uploaded: { ...at.task.uploaded, [bill.id]: result.value.id } };
    at = { work: await storeCarrier(ctx, at.work, { carrierTask: next }), task: next };
  }
  return { kind: "uploaded", documentIds, ...at };
}

const failureOf = ({
  isEmpty,
  failureReason,
}: {
  readonly isEmpty: boolean;
  readonly failureReason: string | null;
}): string | null => failureReason ?? (isEmpty ? "it arrived empty." : null);
