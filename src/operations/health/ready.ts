import type { CodedError } from "#kernel/db/coded-error";
import { describeError } from "#kernel/db/db";
import type { CarrierCredentials, CarrierOutage } from "#kernel/ports/carrier";
import type { Dependencies } from "#kernel/ports/dependencies";
import { REJECTED_CREDENTIALS } from "#kernel/values/carrier-texts";

interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** The duration of the check's request; absent if it sent none. */
  readonly latencyMs?: number;
  /** The cause of a failed check. Holds no secret and no stack trace. */
  readonly error: CodedError | null;
}

export interface ReadyReport {
  readonly ready: boolean;
  readonly checks: readonly Check[];
}

/**
 * Checks everything that serving a request needs. A carrier outage is reported but does not make the instance unready:
 * all instances share the carrier, and the inventory, webhooks and queued orders work without it. Credentials that the
 * carrier rejects do: only a change of the settings helps. A further database that does not answer is
 * reported, too: the tenants of the others are served.
 */
export async function checkReadiness({
  now,
  configurationProblems,
  databases: [database, ...others],
  reachObject,
  carrierOutage,
  carrierCredentials,
}: Dependencies): Promise<ReadyReport> {
  const configured: Check =
    configurationProblems.length > 0
      ? { name: "configuration", ok: false, error: { code: "not_configured", detail: configurationProblems.join(" ") } }
      : { name: "configuration", ok: true, error: null };
  const needed = [
    configured,
    ...(database ? [await attempt(now, "database", database.read, notMigrated)] : []),
    await attempt(now, "objects", reachObject, {
      code: "storage_unavailable",
      detail: "The Durable Object gave no answer.",
    }),
  ];
  const further = await Promise.all(
    others.map(({ name, read }) => attempt(now, `database ${name}`, read, notMigrated)),
  );
  const credentials = await carrierCredentials();
  return {
    ready:
      needed.every(({ ok }) => ok) &&
      further.every(({ error }) => error?.code !== "not_configured") &&
      credentials !== "rejected",
    checks: [...needed, ...further, carrierCheck(carrierOutage(), credentials)],
  };
}

const notMigrated: CodedError = {
  code: "not_configured",
  detail: "The database has no platform tenant: apply the migrations.",
};

function carrierCheck(outage: CarrierOutage | null, credentials: CarrierCredentials): Check {
  const failed = (error: CodedError): Check => ({ name: "carrier", ok: false, error });
  if (credentials === "rejected") return failed({ code: "carrier_credentials_invalid", detail: REJECTED_CREDENTIALS });
  if (!outage) return { name: "carrier", ok: true, error: null };
  const [since, probeAt] = [outage.since, outage.probeAt].map((at) => new Date(at).toISOString());
  return failed({
    code: "carrier_unavailable",
    detail: `No usable answers, circuit open since ${since}, next probe at ${probeAt}.`,
  });
}

async function attempt(
  now: () => number,
  name: string,
  ask: () => Promise<boolean>,
  failure: CodedError,
): Promise<Check> {
  const begun = now();
  const check = (error: CodedError | null): Check => ({ name, ok: error === null, latencyMs: now() - begun, error });
  try {
    return check((await ask()) ? null : failure);
  } catch (error) {
    if (describeError(error).includes("no such table")) {
      return check({ code: "not_configured", detail: "Tables are missing: apply the migrations." });
    }
    return check({
      code: "storage_unavailable",
      detail: "The request to it failed. Check Cloudflare's status.",
    });
  }
}
