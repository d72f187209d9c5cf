import { describeError } from "#kernel/db/db";
import type { CarrierOutage } from "#kernel/ports/carrier";
import type { Dependencies } from "#kernel/ports/dependencies";

interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** The duration of the check's request; absent if it sent none. */
  readonly latencyMs?: number;
  /** The cause of a failed check. Holds no secret and no stack trace. */
  readonly reason?: string;
}

export interface ReadyReport {
  readonly ready: boolean;
  readonly checks: readonly Check[];
}

/**
 * Checks everything that serving a request needs. A carrier outage is reported but does not make the instance unready:
 * all instances share the carrier, and the inventory, webhooks and queued orders work without it.
 */
export async function checkReadiness({
  now,
  configurationProblems,
  readDatabase,
  reachObject,
  carrierOutage,
}: Dependencies): Promise<ReadyReport> {
  const configured: Check =
    configurationProblems.length > 0
      ? { name: "configuration", ok: false, reason: configurationProblems.join(" ") }
      : { name: "configuration", ok: true };
  const needed = [
    configured,
    await attempt(now, "database", readDatabase, "The database has no platform tenant: apply the migrations."),
    await attempt(now, "objects", reachObject, "The Durable Object gave no answer."),
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

async function attempt(
  now: () => number,
  name: string,
  ask: () => Promise<boolean>,
  failureReason: string,
): Promise<Check> {
  const begun = now();
  const latencyMs = () => now() - begun;
  try {
    const ok = await ask();
    return { name, ok, latencyMs: latencyMs(), ...(!ok && { reason: failureReason }) };
  } catch (error) {
    const missing = describeError(error).includes("no such table");
    return {
      name,
      ok: false,
      latencyMs: latencyMs(),
      reason: missing
        ? "Tables are missing: apply the migrations."
        : "The request to it failed. Check Cloudflare's status.",
    };
  }
}
