import { unregisteredSenderCodes } from "#carriers/twilio/unregistered-sender-codes";
import { openAboutNumbers } from "#findings/queries";
import { agentsWithChecks } from "#inventory/agents/queries";
import { carrierAccountsOf } from "#inventory/phone-numbers/carrier-inventory";
import { numbersAmong } from "#inventory/phone-numbers/job-reads";
import { isOwnNumber } from "#inventory/phone-numbers/own-number";
import { numbersToEvaluate } from "#inventory/phone-numbers/readiness-column";
import { agentIdsOf, plansOf } from "#inventory/routing/queries";
import { batchNamed } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_ACCOUNT } from "#kernel/values/ids";
import { DAY_MS } from "#kernel/values/time";
import { accountRoundsOf, documentsOf, roundsOf } from "#operations/compliance/queries";
import { neededRegistration, type RegistrationKind, registrationOf } from "#operations/compliance/registration";
import { lastComplete } from "#operations/sync/queries";
import { lastGoodCalls } from "#traffic/calls/queries";
import { endedWith } from "#traffic/messages/queries";
import { refusedSince, takenSince } from "#traffic/usage/queries";
import { usageDayOf } from "#traffic/usage/tally";
import { agentFact, agentsFor, type CheckedAgentFact, isAllowed } from "./agent-facts";
import { type DocumentStates, documentStates, documentsFact } from "./document-facts";
import type { NumberFacts } from "./evaluate-readiness";
import { storedReadiness } from "./queries";
import type { ReadinessRow } from "./table";

/** The facts that a number's readiness depends on, with the times at which they were read, and its stored readiness. */
export interface ReadinessFacts {
  readonly number: Awaited<ReturnType<typeof numbersToEvaluate>>[number];
  /** `null` if none is stored. */
  readonly before: ReadinessRow | null;
  readonly facts: NumberFacts;
  /** When the last complete sync read the carrier's list; `null` if none did since the number was bought. */
  readonly carrierAskedAt: number | null;
  readonly agents: readonly CheckedAgentFact[];
  readonly lastGoodCallAt: number | null;
  readonly documents: DocumentStates;
}

/** Reads all facts about these numbers in one round trip. The rows read depend only on the number of ids. */
export async function readFacts(ctx: Context, ids: readonly string[]): Promise<ReadinessFacts[]> {
  if (ids.length === 0) return [];
  const { now } = ctx;
  const rows = await readRows(ctx, ids);
  const before = byKey(rows.stored, ({ phoneNumberId }) => phoneNumberId);
  const plans = byKey(rows.plans, ({ phoneNumberId }) => phoneNumberId);
  const agents = byKey(rows.agents, ({ id }) => id);
  const findings = new Set(rows.findings.map(({ subjectId, kind }) => `${subjectId} ${kind}`));
  const taken = byKey(rows.taken, ({ phoneNumberId }) => phoneNumberId);
  const refused = byKey(rows.refused, ({ phoneNumberId }) => phoneNumberId);
  const goodCalls = byKey(rows.goodCalls, ({ phoneNumberId }) => phoneNumberId);
  const unregistered = byKey(rows.unregistered, ({ phoneNumberId }) => phoneNumberId);
  const documents = byKey(rows.documents, ({ record }) => record.phoneNumberId);
  const rounds = byKey(rows.rounds, ({ kind }) => kind);
  const accountRounds = byKey(rows.accountRounds, ({ carrierAccount }) => carrierAccount);
  const syncs = byKey(rows.syncs, ({ account }) => account);

  return rows.numbers.map((number) => {
    const { id, tenantId, status, voice, sms, country, type, createdAt, acquisitionMethod } = number;
    const ownership = { tenantId, isOwn: isOwnNumber(number) };
    const plan = plans.get(id)?.plan ?? null;
    const agentOfTenant = (agentId: string) => {
      const agent = agents.get(agentId);
      return agent?.tenantId === tenantId ? agent : undefined;
    };
    const mayRedirect = number.mayRedirect === 1;
    const isUsable = (agentId: string) => {
      const agent = agentOfTenant(agentId);
      return agent !== undefined && isAllowed(agent, mayRedirect);
    };
    const routedAgents = agentsFor(plan, number.agentId, isUsable).map((agentId) =>
      agentFact(agentId, agentOfTenant(agentId), mayRedirect),
    );
    const account = acquisitionMethod === "sip_trunk" ? null : (number.carrierAccountId ?? PLATFORM_ACCOUNT);
    const askedAt = account === null ? null : (syncs.get(account)?.beganAt ?? null);
    const carrierAskedAt = askedAt !== null && askedAt > createdAt ? askedAt : null;
    const known = documents.get(id) ?? null;
    const kind = neededRegistration(number);
    const beganAt = (needed: RegistrationKind) =>
      account === PLATFORM_ACCOUNT ? rounds.get(needed)?.beganAt : accountRounds.get(account ?? "")?.[needed];
    const roundBeganAt = (kind && beganAt(kind)) ?? null;
    const registration = (kind === "toll_free" ? known?.tollFree : known?.campaign) ?? null;
    return {
      number,
      before: before.get(id) ?? null,
      carrierAskedAt,
      agents: routedAgents,
      lastGoodCallAt: goodCalls.get(id)?.at ?? null,
      documents: documentStates(known, { ...ownership, carrierAskedAt, roundBeganAt }),
      facts: {
        status,
        voice,
        sms,
        country,
        type,
        acquisitionMethod,
        atCarrier:
          account === null ? "not_applicable" : setupAtCarrier((kind) => findings.has(`${id} ${kind}`), carrierAskedAt),
        agents: routedAgents.map(({ checkedAt: _, ...agent }) => agent),
        hasFallback: (plan?.fallback ?? null) !== null,
        webhooks: { taken: taken.get(id)?.taken ?? 0, refused: refused.get(id)?.refused ?? 0 },
        unregisteredMessages: unregistered.get(id)?.count ?? 0,
        documents: known && documentsFact(known, ownership, now),
        registration: registrationOf(registration, createdAt, roundBeganAt),
      },
    };
  });
}

function readRows({ db, now }: Context, ids: readonly string[]) {
  const numbers = numbersAmong(ids);
  const days = [usageDayOf(now - DAY_MS), usageDayOf(now)] as const;
  return batchNamed(db, {
    numbers: numbersToEvaluate(db, ids),
    stored: storedReadiness(db, ids),
    plans: plansOf(db, numbers),
    agents: agentsWithChecks(db, agentIdsOf(numbers)),
    findings: openAboutNumbers(db, ["number_drifted", "number_missing"], numbers),
    syncs: lastComplete(db, carrierAccountsOf(ids)),
    taken: takenSince(db, numbers, days[0]),
    refused: refusedSince(db, numbers, days),
    goodCalls: lastGoodCalls(db, numbers),
    unregistered: endedWith(db, numbers, unregisteredSenderCodes),
    documents: documentsOf(db, ids),
    rounds: roundsOf(db),
    accountRounds: accountRoundsOf(db, ids),
  });
}

const byKey = <Row, Key>(rows: readonly Row[], key: (row: Row) => Key): ReadonlyMap<Key, Row> =>
  new Map(rows.map((row) => [key(row), row]));

function setupAtCarrier(
  hasFinding: (kind: "number_drifted" | "number_missing") => boolean,
  carrierAskedAt: number | null,
): NumberFacts["atCarrier"] {
  if (hasFinding("number_missing")) return "missing";
  if (hasFinding("number_drifted")) return "drifted";
  return carrierAskedAt === null ? "unknown" : "right";
}
