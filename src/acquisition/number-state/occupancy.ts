// Pure: no I/O, no clock, no randomness.
import type { Cooling, Hold, NumberPhase } from "./number-record";

/**
 * "May this tenant have this number?": the question of every command that holds or buys. `isMine`: the tenant that asks
 * is the one that holds, buys, owns or released it. D1's copy of the answer is `reservations/read-availability.ts`.
 */
export type Occupancy =
  | { readonly kind: "free" }
  | { readonly kind: "held"; readonly isMine: boolean; readonly hold: Hold }
  | { readonly kind: "being_bought"; readonly isMine: boolean }
  | { readonly kind: "owned"; readonly isMine: boolean; readonly phoneNumberId: string }
  | { readonly kind: "cooling"; readonly isMine: boolean; readonly cooling: Cooling };

/** Expects a phase whose hold or cooling-off is not over: see `expireDue`. */
export function occupancyOf(phase: NumberPhase, tenantId: string): Occupancy {
  switch (phase.kind) {
    case "free":
      return { kind: "free" };
    case "held":
      return { kind: "held", isMine: phase.hold.tenantId === tenantId, hold: phase.hold };
    case "checking":
    case "purchasing":
    case "waiting":
    case "unknown":
      return { kind: "being_bought", isMine: phase.purchase.by.tenantId === tenantId };
    case "owned":
    case "releasing":
      return { kind: "owned", isMine: phase.owner.tenantId === tenantId, phoneNumberId: phase.owner.phoneNumberId };
    case "cooling":
      return { kind: "cooling", isMine: phase.cooling.tenantId === tenantId, cooling: phase.cooling };
  }
}
