import { type Climb, type Outcome, type ProbeDependencies, quoted, rungOutcome, rungPassed, serverOf } from "./climb";
import { type ProbedGateway, type ProbeReport, type Rung, type RungResult, rungs } from "./gateway";
import { LOOK_UPS_AT_ONCE, resolveTargets } from "./resolve-targets";
import type { Clock } from "./sip-exchange";
import { digestRung, optionsRung } from "./sip-rungs";
import { problemOfGateway, readGatewayHost } from "./syntax";
import { certificateRung, hostAndPort, MAX_TRIED, tcpRung, tlsRung } from "./transport-rungs";

export type { ProbeDependencies } from "./climb";

/** Verifies a gateway rung by rung, from its spelling to its credentials. */

/** No peer can keep a verification longer, in milliseconds. */
const BUDGET_MS = 9_500;
/** The longest time of one rung. A rung gets less if those before it used up the budget. */
const rungMs: Readonly<Record<Rung, number>> = {
  syntax: 1_000,
  dns: 3_000,
  tcp: 3_000,
  certificate: 2_500,
  tls: 3_000,
  options: 4_000,
  digest: 3_000,
};
/** One question to the resolver: a rung has time for a second one. */
const LOOK_UP_MS = 1_500;
/** A result names this many addresses. A host may have more. */
const MAX_SHOWN = 4;

type RunRung = (climb: Climb, clock: Clock) => Outcome | Promise<Outcome>;

const runs: Readonly<Record<Rung, RunRung>> = {
  syntax: syntaxRung,
  dns: dnsRung,
  tcp: tcpRung,
  certificate: certificateRung,
  tls: tlsRung,
  options: optionsRung,
  digest: digestRung,
};

/**
 * Climbs the ladder and reports each rung as it ends. It never throws because of a peer, ends within 10 seconds besides
 * the time in `onRung` and for free connections, and puts no secret into a result.
 */
export async function probeGateway(
  gateway: ProbedGateway,
  deps: ProbeDependencies,
  onRung: (result: RungResult) => void | Promise<void> = () => undefined,
): Promise<ProbeReport> {
  const climb: Climb = {
    gateway,
    deps,
    host: null,
    addresses: [],
    chosen: null,
    connection: null,
    certificate: null,
    certificateProblem: null,
    reply: null,
    level: "none",
    limits: new Set(),
  };
  const results: RungResult[] = [];
  let spentMs = 0;
  let isEnded = false;
  let held = 0;
  try {
    for (const rung of rungs) {
      // A probe gives back all that it holds before it asks for more, so no two wait for each other.
      const needed = isEnded ? 0 : connectionsOf(rung, climb);
      if (needed > held) {
        deps.slots.give(held);
        held = 0;
        await deps.slots.take(needed);
        held = needed;
      }
      const startedAt = deps.now();
      const endsAt = startedAt + Math.min(rungMs[rung], BUDGET_MS - spentMs);
      const clock = { left: () => Math.max(endsAt - deps.now(), 0) };
      const outcome: Outcome = leftOut(rung, gateway, isEnded, clock) ?? (await runs[rung](climb, clock));
      const durationMs = deps.now() - startedAt;
      spentMs += durationMs;
      isEnded ||= outcome.isEnd;
      const kept = climb.connection === null ? 0 : 1;
      deps.slots.give(Math.max(held - kept, 0));
      held = Math.min(held, kept);
      const result = resultOf(rung, outcome, durationMs);
      results.push(result);
      await onRung(result);
    }
  } finally {
    climb.connection?.close();
    deps.slots.give(held);
  }
  return {
    rungs: results,
    level: climb.level,
    limits: [...climb.limits],
    isAlive: isAlive(results),
    addresses: climb.addresses,
    certificate: climb.certificate,
  };
}

/** The most connections that a rung has open at once. */
function connectionsOf(rung: Rung, { gateway, addresses }: Climb): number {
  if (rung === "dns") return LOOK_UPS_AT_ONCE;
  if (rung === "syntax" || gateway.transport === "udp") return 0;
  return rung === "tcp" ? Math.min(addresses.length, MAX_TRIED) : 1;
}

/** The outcome of a rung that is not tried. */
function leftOut(rung: Rung, { transport }: ProbedGateway, isEnded: boolean, { left }: Clock): Outcome | null {
  if (isEnded) return rungOutcome("skipped", "earlier_rung_failed", "An earlier step failed.");
  if (transport !== "tls" && (rung === "certificate" || rung === "tls")) {
    return rungOutcome("skipped", "not_applicable", "The gateway has no TLS.");
  }
  if (left() === 0) return rungOutcome("failed", "out_of_time", "The steps before took all the time.");
  if (transport !== "udp" || rung === "syntax" || rung === "dns") return null;
  return rung === "tcp"
    ? rungOutcome("skipped", "not_applicable", "The gateway takes UDP.")
    : rungOutcome("unknown", "udp_not_probed", "A Worker cannot send UDP.");
}

function resultOf(rung: Rung, outcome: Outcome, durationMs: number): RungResult {
  const { status, code, detail, hint, reply } = outcome;
  return {
    rung,
    status,
    code,
    durationMs,
    detail,
    sipCode: reply?.status ?? null,
    reasonPhrase: reply ? quoted(reply.reason) : null,
    server: reply ? serverOf(reply) : null,
    hint,
  };
}

/** Whether a final answer came that does not speak of a fault; `null` if the probe could not find out. */
function isAlive(results: readonly RungResult[]): boolean | null {
  const isUnknown = results.some(({ code }) => code === "udp_not_probed" || code === "resolver_unavailable");
  if (isUnknown) return null;
  const options = results.find(({ rung }) => rung === "options");
  return options !== undefined && options.sipCode !== null && options.status !== "failed";
}

function syntaxRung(climb: Climb): Outcome {
  const { gateway, deps } = climb;
  const problem = problemOfGateway(gateway, deps.loopbackTargets);
  if (problem) return rungOutcome("failed", problem.code, problem.detail);
  const host = readGatewayHost(gateway.host, deps.loopbackTargets);
  climb.host = "code" in host ? null : host;
  climb.level = "syntax";
  return rungPassed("Host, port and credentials are well formed.");
}

async function dnsRung(climb: Climb, { left }: Clock): Promise<Outcome> {
  const { gateway, host, deps } = climb;
  if (!host) return rungOutcome("failed", "host_invalid", "The host cannot be read.");
  const found = await resolveTargets(host, gateway, {
    lookUp: (name, type) => deps.lookUp(name, type, Math.min(LOOK_UP_MS, left())),
    loopback: deps.loopbackTargets,
  });
  if ("code" in found) return rungOutcome("failed", found.code, found.detail);
  climb.addresses = found.addresses;
  climb.level = "dns";
  const shown = found.addresses.slice(0, MAX_SHOWN).map(hostAndPort).join(", ");
  const others = found.addresses.length - MAX_SHOWN;
  const places = others > 0 ? `${shown} and ${others} more` : shown;
  if (gateway.transport === "udp") climb.limits.add("udp_not_probed");
  return rungPassed(host.kind === "address" ? "The host is an address." : `${host.name} leads to ${places}.`);
}
