import { describeError } from "../kernel/db";
import type { CarrierOutage, Dependencies } from "../kernel/ports";

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** Why not. Never a secret, never a stack. */
  readonly reason?: string;
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly Check[];
}

/**
 * Whether requests can be served, asked of each thing that serving one takes. The carrier is told of and not counted: all
 * instances share it, so taking them out of service for it would end what works without it (the inventory, webhooks,
 * orders that wait until it is back) and help nobody.
 */
export async function checkReadiness({
  configurationProblems,
  readDatabase,
  reachObject,
  carrierOutage,
}: Dependencies): Promise<Readiness> {
  const configured: Check =
    configurationProblems.length > 0
      ? { name: "configuration", ok: false, reason: configurationProblems.join(" ") }
      : { name: "configuration", ok: true };
  const needed = [
    configured,
    await attempt("database", readDatabase, "It has no platform tenant: apply the migrations."),
    await attempt("objects", reachObject, "The Durable Object gave no answer."),
  ];
  return { ready: needed.every(({ ok }) => ok), checks: [...needed, carrierCheck(carrierOutage())] };
}

function carrierCheck(outage: CarrierOutage | null): Check {
  if (!outage) return { name: "carrier", ok: true };
  const [since, probeAt] = [outage.since, outage.probeAt].map((at) => new Date(at).toISOString());
  return {
    name: "carrier",
    ok: false,
    reason: `No usable answers, circuit open since ${since}, next probe at ${probeAt}.`,
  };
}

async function attempt(name: string, ask: () => Promise<boolean>, otherwise: string): Promise<Check> {
  try {
    return (await ask()) ? { name, ok: true } : { name, ok: false, reason: otherwise };
  } catch (error) {
    const missing = describeError(error).includes("no such table");
    return {
      name,
      ok: false,
      reason: missing ? "Tables are missing: apply the migrations." : "It could not be reached.",
    };
  }
}
