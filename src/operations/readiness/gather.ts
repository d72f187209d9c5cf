import { unregisteredCodes } from "#carriers/twilio/unregistered-sender-codes";
import { openAboutNumbers } from "#findings/queries";
import { agentsWithChecks } from "#inventory/agents/queries";
import { MISSES_THAT_COUNT } from "#inventory/agents/store-check";
import { numbersAmong } from "#inventory/phone-numbers/job-reads";
import { numbersToEvaluate } from "#inventory/phone-numbers/readiness-column";
import { agentIdsOf, plansOf } from "#inventory/routing/queries";
import type { Context } from "#kernel/ports/context";
import type { RoutingPlan } from "#kernel/values/routing-plan";
import { standingOf } from "#operations/compliance/bundle";
import { holderOf } from "#operations/compliance/holder";
import { documentsOf, roundsOf } from "#operations/compliance/queries";
import { neededRegistration, registrationOf } from "#operations/compliance/registration";
import { lastComplete } from "#operations/sync/queries";
import { lastGoodCalls } from "#traffic/calls/queries";
import { endedWith } from "#traffic/messages/queries";
import { refusedSince, takenSince } from "#traffic/usage/queries";
import { usageDayOf } from "#traffic/usage/tally";
import type { DocumentsFact } from "./document-causes";
import { readinessOf } from "./queries";
import type { ReadinessRow } from "./table";
import type { AgentFact, Answers, NumberFacts } from "./verdict";

const DAY_MS = 24 * 60 * 60 * 1000;

/** What is known of one number, and what was last said of it. */
export interface ReadinessFacts {
  readonly number: Awaited<ReturnType<typeof numbersToEvaluate>>[number];
  readonly before: ReadinessRow | null;
  readonly facts: NumberFacts;
  /** When the carrier was last asked about all numbers; `null` if it was not since this one changed. */
  readonly carrierAskedAt: number | null;
  readonly agents: readonly (AgentFact & { readonly checkedAt: number | null })[];
  readonly lastGoodCallAt: number | null;
  readonly papers: DocumentStates;
}

/** The ids of a number's papers that are its tenant's, and when the carrier was asked about all; `null` where it was not. */
export interface DocumentStates {
  readonly addressSid: string | null;
  readonly bundleSid: string | null;
  readonly readAt: number | null;
  readonly bundleAskedAt: number | null;
  readonly registrationsReadAt: number | null;
}

/** Everything that bears on these numbers, in one round trip whose reads are bounded by how many they are. */
export async function readFacts(ctx: Context, ids: readonly string[]): Promise<ReadinessFacts[]> {
  if (ids.length === 0) return [];
  const { db, now } = ctx;
  const numbers = numbersAmong(ids);
  const days = [usageDayOf(now - DAY_MS), usageDayOf(now)] as const;
  const [rows, verdicts, plans, agents, findings, [sync], taken, refused, goodCalls, unregistered, papers, rounds] =
    await db.batch([
      numbersToEvaluate(db, ids),
      readinessOf(db, ids),
      plansOf(db, numbers),
      agentsWithChecks(db, agentIdsOf(numbers)),
      openAboutNumbers(db, ["number_drifted", "number_missing"], numbers),
      lastComplete(db),
      takenSince(db, numbers, days[0]),
      refusedSince(db, numbers, days),
      lastGoodCalls(db, numbers),
      endedWith(db, numbers, unregisteredCodes),
      documentsOf(db, ids),
      roundsOf(db),
    ]);
  const before = new Map(verdicts.map((row) => [row.phoneNumberId, row]));
  const planOf = new Map(plans.map(({ phoneNumberId, plan }) => [phoneNumberId, plan]));
  const agentOf = new Map(agents.map((agent) => [agent.id, agent]));
  const found = new Set(findings.map(({ subjectId, kind }) => `${subjectId} ${kind}`));
  const takenBy = new Map(taken.map((row) => [row.phoneNumberId, row.taken]));
  const refusedBy = new Map(refused.map((row) => [row.phoneNumberId, row.refused]));
  const goodAt = new Map(goodCalls.map(({ phoneNumberId, at }) => [phoneNumberId, at]));
  const unregisteredBy = new Map(unregistered.map(({ phoneNumberId, count }) => [phoneNumberId, count]));
  const papersBy = new Map(papers.map((row) => [row.papers.phoneNumberId, row]));
  const roundAt = new Map(rounds.map(({ kind, beganAt }) => [kind, beganAt]));
  return rows.map((number) => {
    const { id, tenantId, status, voice, sms, country, type, createdAt } = number;
    const plan = planOf.get(id) ?? null;
    const knownAgent = (agentId: string) => {
      const agent = agentOf.get(agentId);
      return agent?.tenantId === tenantId ? agent : undefined;
    };
    const own = agentsFor(plan, number.agentId, (agentId) => knownAgent(agentId) !== undefined).map((agentId) => {
      const known = knownAgent(agentId);
      // What is known of another destination says nothing.
      const check = known && known.checkedVersion === known.version ? known : null;
      const fact = { id: agentId, exists: known !== undefined, answers: answersOf(check) };
      return { ...fact, checkedAt: check?.checkedAt ?? null };
    });
    const askedAt = sync?.beganAt ?? null;
    const compared = askedAt !== null && askedAt > number.createdAt;
    const has = (kind: "number_drifted" | "number_missing") => found.has(`${id} ${kind}`);
    const atCarrier = has("number_missing")
      ? "missing"
      : has("number_drifted")
        ? "drifted"
        : compared
          ? "right"
          : "unknown";
    const known = papersBy.get(id) ?? null;
    const kind = neededRegistration(number);
    const roundBeganAt = kind === null ? null : (roundAt.get(kind) ?? null);
    const stored = (kind === "toll_free" ? known?.tollFree : known?.campaign) ?? null;
    return {
      number,
      before: before.get(id) ?? null,
      carrierAskedAt: compared ? askedAt : null,
      agents: own,
      lastGoodCallAt: goodAt.get(id) ?? null,
      papers: {
        ...ownPapers(known, tenantId),
        readAt: known && Math.max(known.papers.changedAt, compared ? askedAt : 0),
        bundleAskedAt: known?.askedAt ?? null,
        registrationsReadAt: roundBeganAt,
      },
      facts: {
        status,
        voice,
        sms,
        country,
        type,
        atCarrier,
        agents: own.map(({ checkedAt: _, ...agent }) => agent),
        hasFallback: (plan?.fallback ?? null) !== null,
        webhooks: { taken: takenBy.get(id) ?? 0, refused: refusedBy.get(id) ?? 0 },
        unregisteredMessages: unregisteredBy.get(id) ?? 0,
        papers: known && papersFact(known, tenantId, now),
        registration: registrationOf(stored, createdAt, roundBeganAt),
      },
    };
  });
}

type PapersRow = Awaited<ReturnType<typeof documentsOf>>[number];

function papersFact(row: PapersRow, tenantId: string, now: number): DocumentsFact {
  const { papers, status, validUntil, askedAt, addressClaimant, bundleClaimant } = row;
  const { addressRequirement, addressSid, bundleSid, emergencyCalling, emergencyAddress } = papers;
  const standing = standingOf(askedAt === null ? null : { status, validUntil }, now);
  return {
    addressRequirement,
    addressHolder: addressSid === null ? null : holderOf(addressClaimant, tenantId),
    emergencyCalling,
    emergencyAddress,
    bundle: bundleSid === null ? null : { holder: holderOf(bundleClaimant, tenantId), standing, validUntil },
  };
}

/**
 * Whoever knows the id of a paper that nobody has yet may take it, and another's is nobody else's affair. A number that changed
 * hands may have either.
 */
function ownPapers(row: PapersRow | null, tenantId: string): Pick<DocumentStates, "addressSid" | "bundleSid"> {
  return {
    addressSid: row?.addressClaimant === tenantId ? row.papers.addressSid : null,
    bundleSid: row?.bundleClaimant === tenantId ? row.papers.bundleSid : null,
  };
}

/**
 * Whom the number's calls go to, as routing has it: those that share them by weight, and the assigned one if none of these is
 * there. Those that single callers have for themselves are left out: they say nothing of the other callers.
 */
function agentsFor(plan: RoutingPlan | null, assigned: string | null, exists: (id: string) => boolean): string[] {
  const sharing = (plan?.agents ?? []).filter(({ weight }) => weight > 0).map(({ agentId }) => agentId);
  return assigned === null || sharing.some(exists) ? sharing : [...new Set([...sharing, assigned])];
}

type Check = Pick<Awaited<ReturnType<typeof agentsWithChecks>>[number], "result" | "misses">;

function answersOf(check: Check | null): Answers {
  switch (check?.result) {
    case "ok":
      return "yes";
    case "failed":
      return (check.misses ?? 0) >= MISSES_THAT_COUNT ? "no" : "missed";
    case "not_applicable":
      return "not_applicable";
    default:
      return "unknown";
  }
}
