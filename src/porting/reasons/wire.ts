import type { CarrierReason } from "#kernel/ports/carrier-porting";
import type { PortingReasonCode } from "#kernel/values/porting-reasons";
import { explain, reasons } from "../rules/reasons";
import type { PortingReason, PortingReasonList } from "./responses";

/** A reason as answers show it: explained, with the carrier's own code and words. */
export function toReason({ code, carrierCode, text }: CarrierReason<PortingReasonCode>): PortingReason {
  const { title, detail, whoActs, fix } = explain(code);
  return { code, title, detail, who_acts: whoActs, fix, carrier_code: carrierCode, carrier_text: text };
}

export const toReasonList = (): PortingReasonList => ({
  reasons: reasons.map(({ code, kind, title, detail, whoActs, fix }) => ({
    code,
    kind,
    title,
    detail,
    who_acts: whoActs,
    fix,
  })),
});
