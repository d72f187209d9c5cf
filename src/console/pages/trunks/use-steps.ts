import { useState } from "react";
import { useEvents } from "../../live/live-provider";

/** A rung that a verification under way has finished. */
export interface Step {
  readonly rung: string;
  readonly status: string;
  readonly code: string | null;
  readonly detail: string;
  readonly hint: string | null;
  readonly sipCode: number | null;
}

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The steps of a trunk's verification by gateway, as the live feed brings them. */
export function useSteps(trunkId: string) {
  const [steps, setSteps] = useState<ReadonlyMap<string, readonly Step[]>>(new Map());
  useEvents(({ type, subject, data }) => {
    if (type !== "sip_trunk.verification_step" || subject.id !== trunkId) return;
    const { gateway_id, rung, status, code, detail, hint, sip_code } = data;
    const step: Step = {
      rung: String(rung),
      status: String(status),
      code: textOf(code),
      detail: textOf(detail) ?? "",
      hint: textOf(hint),
      sipCode: typeof sip_code === "number" ? sip_code : null,
    };
    const id = String(gateway_id);
    setSteps((before) => {
      const others = (before.get(id) ?? []).filter((each) => each.rung !== step.rung);
      return new Map(before).set(id, [...others, step]);
    });
  });
  return { steps, clear: () => setSteps(new Map()) };
}
