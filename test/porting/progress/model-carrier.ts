import fc from "fast-check";
import type {
  CarrierPort,
  CarrierPortNumber,
  CarrierPortNumberStatus,
  CarrierPortStatus,
} from "#kernel/ports/carrier-porting";

/** A carrier with one port, which moves as Twilio's do. */
export interface ModelNumber {
  readonly e164: string;
  status: Exclude<CarrierPortNumberStatus, "unknown">;
  portAt: number | null;
}

export const modelSteps = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: "sign" as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: "process" as const }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("date" as const),
      number: fc.nat(2),
      days: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("withdraw" as const), number: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("move" as const), number: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("reject" as const), number: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel" as const), number: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.constant({ kind: "expire" as const }) },
);
export type ModelStep = typeof modelSteps extends fc.Arbitrary<infer Step> ? Step : never;

const DAY = 86_400_000;
const over: readonly string[] = ["completed", "rejected", "canceled", "expired"];

export class ModelCarrier {
  readonly id: string;
  status: CarrierPortStatus = "in_review";
  readonly numbers: ModelNumber[];

  constructor(e164s: readonly string[], serial = 1) {
    this.id = `KW${String(serial).padStart(32, "0")}`;
    this.numbers = e164s.map((e164) => ({ e164, status: "in_review", portAt: null }));
  }

  get isOver(): boolean {
    return ["completed", "canceled", "expired"].includes(this.status);
  }

  /** Steps that make no sense where the port stands change nothing, as at Twilio. */
  step(step: ModelStep, now: number): void {
    if (this.isOver) return;
    const open = this.numbers.filter(({ status }) => !over.includes(status));
    const number = "number" in step ? this.numbers[step.number % this.numbers.length] : undefined;
    switch (step.kind) {
      case "sign":
        if (this.status !== "in_review") return;
        this.status = "waiting_for_signature";
        for (const each of open) each.status = "waiting_for_signature";
        return;
      case "process":
        if (this.status !== "waiting_for_signature" && this.status !== "action_required") return;
        this.status = "in_progress";
        for (const each of this.numbers)
          if (!["completed", "canceled"].includes(each.status))
            each.status = each.portAt === null ? "submitted" : "pending";
        return;
      case "date":
        if (this.status !== "in_progress" || !number || over.includes(number.status)) return;
        number.status = "pending";
        number.portAt = now + step.days * DAY;
        return;
      case "withdraw":
        if (number?.status !== "pending") return;
        number.status = "submitted";
        number.portAt = null;
        return;
      case "move":
        if (number?.status !== "pending") return;
        number.status = "completed";
        break;
      case "reject":
        if (this.status !== "in_progress" || !number || over.includes(number.status)) return;
        number.status = "rejected";
        number.portAt = null;
        this.status = "action_required";
        return;
      case "cancel":
        if (!number || number.status === "completed" || number.status === "canceled") return;
        number.status = "canceled";
        number.portAt = null;
        break;
      case "expire":
        if (this.status === "waiting_for_signature") {
          this.status = "expired";
          for (const each of open) each.status = "expired";
        }
        return;
    }
    if (this.numbers.every(({ status }) => status === "canceled")) this.status = "canceled";
    else if (this.numbers.every(({ status }) => status === "completed" || status === "canceled"))
      this.status = "completed";
  }

  cancelAll(): void {
    if (this.isOver) return;
    for (const each of this.numbers) if (each.status !== "completed") each.status = "canceled";
    this.status = this.numbers.some(({ status }) => status === "completed") ? "completed" : "canceled";
  }

  /** Brings the port to its end: what can move does. */
  finish(now: number): void {
    for (let round = 0; !this.isOver; round += 1) {
      if (round > 20) throw new Error("The model does not end.");
      for (const kind of ["sign", "process"] as const) this.step({ kind }, now);
      for (let number = 0; number < this.numbers.length; number += 1) {
        this.step({ kind: "date", number, days: 1 }, now);
        this.step({ kind: "move", number }, now);
      }
    }
  }

  fetch(): CarrierPort {
    return {
      id: this.id,
      status: this.status,
      rawStatus: this.status,
      cancellationReason: null,
      signatureUrl: null,
      supportTicketId: null,
      createdAt: 0,
      numbers: this.numbers.map(
        ({ e164, status, portAt }, at): CarrierPortNumber => ({
          id: `PU${String(at).padStart(32, "0")}`,
          e164,
          status,
          rawStatus: status,
          type: "local",
          portAt,
          rejection:
            status === "rejected" ? { code: "location_mismatch", carrierCode: "INVALID_ADDRESS", text: null } : null,
          notPortable: null,
          statusAt: null,
        }),
      ),
    };
  }
}
