import { sql } from "drizzle-orm";
import { unregisteredSenderCodes } from "#carriers/twilio/unregistered-sender-codes";
import { openAboutNumbers } from "#findings/queries";
import { agentsWithChecks } from "#inventory/agents/queries";
import { carrierAccountsOf } from "#inventory/phone-numbers/carrier-inventory";
import { numbersAmong } from "#inventory/phone-numbers/job-reads";
import { isOwnNumber } from "#inventory/phone-numbers/own-number";
import { numbersToEvaluate } from "#inventory/phone-numbers/readiness-column";
import { agentIdsOf, plansOf } from "#inventory/routing/queries";
import { batchNamed } from "#kernel/db/db";
import { jsonRows } from "#kernel/db/json-rows";
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

interface StoredCells extends Readonly<Record<string, string | number | null>> {
  readonly phoneNumberId: string;
  readonly ready: number | null;
  readonly causes: string;
  readonly version: number;
  readonly changedAt: number;
}

const toReadinessRow = ({ ready, causes, ...rest }: StoredCells): ReadinessRow => ({
  ...rest,
  ready: ready === null ? null : ready === 1,
  causes: JSON.parse(causes),
});

async function readRows({ db, now }: Context, ids: readonly string[]) {
  const numbers = numbersAmong(ids);
  const days = [usageDayOf(now - DAY_MS), usageDayOf(now)] as const;
  const {
    few: [few],
    ...rows
  } = await batchNamed(db, {
    numbers: numbersToEvaluate(db, ids),
    plans: plansOf(db, numbers),
    agents: agentsWithChecks(db, agentIdsOf(numbers)),
    documents: documentsOf(db, ids),
    few: db
      .select({
        stored: jsonRows<StoredCells>(storedReadiness(db, ids), {
          phoneNumberId: "phone_number_id",
          ready: "ready",
          causes: "causes",
          version: "version",
          changedAt: "changed_at",
        }),
        findings: jsonRows<{ subjectId: string; kind: string }>(
          openAboutNumbers(db, ["number_drifted", "number_missing"], numbers),
          { subjectId: "subject_id", kind: "kind" },
        ),
        syncs: jsonRows<{ account: string; beganAt: number | null }>(lastComplete(db, carrierAccountsOf(ids)), {
          account: "account",
          beganAt: "began_at",
        }),
        taken: jsonRows<{ phoneNumberId: string; taken: number }>(takenSince(db, numbers, days[0]), {
          phoneNumberId: "phone_number_id",
          taken: "taken",
        }),
        refused: jsonRows<{ phoneNumberId: string; refused: number }>(refusedSince(db, numbers, days), {
          phoneNumberId: "phone_number_id",
          refused: "refused",
        }),
        goodCalls: jsonRows<{ phoneNumberId: string; at: number | null }>(lastGoodCalls(db, numbers), {
          phoneNumberId: "phone_number_id",
          at: "at",
        }),
        unregistered: jsonRows<{ phoneNumberId: string; count: number }>(
          endedWith(db, numbers, unregisteredSenderCodes),
          { phoneNumberId: "phone_number_id", count: "count" },
        ),
        rounds: jsonRows<{ kind: string; beganAt: number }>(roundsOf(db), { kind: "kind", beganAt: "began_at" }),
        accountRounds: jsonRows<{ carrierAccount: string; campaign: number | null; toll_free: number | null }>(
          accountRoundsOf(db, ids),
          { carrierAccount: "carrier_account", campaign: "campaigns_began_at", toll_free: "toll_free_began_at" },
        ),
      })
      .from(sql`(select 1)`),
  });
  if (!few) throw new Error("A select without a table answers one row.");
  return { ...rows, ...few, stored: few.stored.map(toReadinessRow) };
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
