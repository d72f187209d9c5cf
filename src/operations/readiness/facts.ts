import { isOwnNumber } from "#inventory/phone-numbers/own-number";
import type { NumberToEvaluate } from "#inventory/phone-numbers/readiness-column";
import type { Context } from "#kernel/ports/context";
import { neededRegistration, registrationOf } from "#operations/compliance/registration";
import { agentFact, agentsFor, type CheckedAgentFact, isAllowed } from "./agent-facts";
import { type DocumentStates, documentStates, documentsFact } from "./document-facts";
import type { NumberFacts } from "./evaluate-readiness";
import { readEvaluatedRows } from "./read-rows";
import type { ReadinessRow } from "./table";

/** The facts that a number's readiness depends on, with the times at which they were read, and its stored readiness. */
export interface ReadinessFacts {
  readonly number: NumberToEvaluate;
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
  const rows = await readEvaluatedRows(ctx, ids);

  return rows.map((row) => {
    const { number, plan, documents: known } = row;
    const { tenantId, status, voice, sms, country, type, createdAt, acquisitionMethod } = number;
    const ownership = { tenantId, isOwn: isOwnNumber(number) };
    const agentOfTenant = (agentId: string) =>
      row.agents.find((agent) => agent.id === agentId && agent.tenantId === tenantId);
    const { mayRedirect } = number;
    const isUsable = (agentId: string) => {
      const agent = agentOfTenant(agentId);
      return agent !== undefined && isAllowed(agent, mayRedirect);
    };
    const routedAgents = agentsFor(plan, number.agentId, isUsable).map((agentId) =>
      agentFact(agentId, agentOfTenant(agentId), mayRedirect),
    );
    const isOnTrunk = acquisitionMethod === "sip_trunk";
    const askedAt = isOnTrunk ? null : row.syncBeganAt;
    const carrierAskedAt = askedAt !== null && askedAt > createdAt ? askedAt : null;
    const kind = neededRegistration(number);
    const roundBeganAt = (kind && !isOnTrunk ? row.rounds.get(kind) : null) ?? null;
    const registration = (kind === "toll_free" ? known?.tollFree : known?.campaign) ?? null;
    return {
      number,
      before: row.stored,
      carrierAskedAt,
      agents: routedAgents,
      lastGoodCallAt: row.lastGoodCallAt,
      documents: documentStates(known, { ...ownership, carrierAskedAt, roundBeganAt }),
      facts: {
        status,
        voice,
        sms,
        country,
        type,
        acquisitionMethod,
        atCarrier: isOnTrunk ? "not_applicable" : setupAtCarrier((kind) => row.findings.includes(kind), carrierAskedAt),
        agents: routedAgents.map(({ checkedAt: _, ...agent }) => agent),
        hasFallback: (plan?.fallback ?? null) !== null,
        webhooks: { taken: row.taken, refused: row.refused },
        unregisteredMessages: row.unregistered,
        documents: known && documentsFact(known, ownership, now),
        registration: registrationOf(registration, createdAt, roundBeganAt),
      },
    };
  });
}

function setupAtCarrier(
  hasFinding: (kind: "number_drifted" | "number_missing") => boolean,
  carrierAskedAt: number | null,
): NumberFacts["atCarrier"] {
  if (hasFinding("number_missing")) return "missing";
  if (hasFinding("number_drifted")) return "drifted";
  return carrierAskedAt === null ? "unknown" : "right";
}
