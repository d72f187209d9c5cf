import { eq, type SQL, sql } from "drizzle-orm";
import { unregisteredSenderCodes } from "#carriers/twilio/unregistered-sender-codes";
import { openKindsCell } from "#findings/queries";
import { type CheckedAgent, checkedAgentsCell, readCheckedAgents } from "#inventory/agents/queries";
import {
  evaluatedNumber,
  type NumberToEvaluate,
  readNumberToEvaluate,
  selectNumbersToEvaluate,
} from "#inventory/phone-numbers/readiness-column";
import { agentIdsOfNumber, planCell, readPlanCell } from "#inventory/routing/queries";
import { cellsIn, jsonRow } from "#kernel/db/json-rows";
import { oneShape, preparedRead, rowReader } from "#kernel/db/prepared";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_ACCOUNT } from "#kernel/values/ids";
import type { RoutingPlan } from "#kernel/values/routing-plan";
import { DAY_MS } from "#kernel/values/time";
import {
  accountRoundsCell,
  documentsCell,
  type RoundTimes,
  readDocumentsCell,
  readRounds,
  roundsCell,
  type StoredDocuments,
} from "#operations/compliance/queries";
import { lastCompleteCell } from "#operations/sync/queries";
import { lastGoodCallCell } from "#traffic/calls/queries";
import { endedWithCell } from "#traffic/messages/queries";
import { refusedCell, takenCell } from "#traffic/usage/queries";
import { usageDayOf } from "#traffic/usage/tally";
import { numberReadiness, type ReadinessRow } from "./table";

/** A number with what each folder knows of it. */
export interface EvaluatedRow {
  readonly number: NumberToEvaluate;
  readonly stored: ReadinessRow | null;
  readonly plan: RoutingPlan | null;
  /** Agents of any tenant. */
  readonly agents: readonly CheckedAgent[];
  readonly documents: StoredDocuments | null;
  readonly findings: readonly string[];
  readonly taken: number;
  readonly refused: number;
  readonly lastGoodCallAt: number | null;
  readonly unregistered: number;
  /** When the last complete sync of its account began; means nothing for a number on a trunk. */
  readonly syncBeganAt: number | null;
  /** The rounds of its account; mean nothing for a number on a trunk. */
  readonly rounds: RoundTimes;
}

const readStored = rowReader(numberReadiness);

const { id, tenantId, agentId, carrierAccountId } = evaluatedNumber;

/** A fact of the number's account. SQLite reads the platform account's once, and an own account's for each number. */
const ofAccount = (platform: SQL, own: SQL): SQL => sql`iif(${carrierAccountId} is null, ${platform}, ${own})`;

/** One row per number, as a row of the number is what most of the other reads begin with. */
const numberRows = preparedRead((db) =>
  selectNumbersToEvaluate(db, {
    stored: jsonRow(numberReadiness, sql`where ${eq(numberReadiness.phoneNumberId, id)}`),
    plan: planCell(tenantId, id),
    agents: checkedAgentsCell(agentIdsOfNumber(id, agentId)),
    documents: documentsCell(id),
    findings: openKindsCell(tenantId, id, ["number_drifted", "number_missing"]),
    taken: takenCell(tenantId, id, sql.placeholder("yesterday")),
    refused: refusedCell(tenantId, id, [sql.placeholder("yesterday"), sql.placeholder("today")]),
    goodCall: lastGoodCallCell(tenantId, id),
    unregistered: endedWithCell(tenantId, id, unregisteredSenderCodes),
    syncBeganAt: ofAccount(lastCompleteCell(PLATFORM_ACCOUNT), lastCompleteCell(carrierAccountId)),
    rounds: ofAccount(roundsCell(), accountRoundsCell(carrierAccountId)),
  }),
);

const timeIn = (cell: unknown): number | null => (typeof cell === "number" ? cell : null);

function readRow(cells: readonly unknown[]): EvaluatedRow {
  const { number, more } = readNumberToEvaluate(cells);
  const [stored, plan, agents, documents, findings, taken, refused, goodCall, unregistered, syncBeganAt, rounds] = more;
  const storedCells = cellsIn(stored);
  return {
    number,
    stored: storedCells && readStored(storedCells),
    plan: readPlanCell(plan),
    agents: readCheckedAgents(agents),
    documents: readDocumentsCell(documents),
    findings: JSON.parse(String(findings)),
    taken: Number(taken ?? 0),
    refused: Number(refused ?? 0),
    lastGoodCallAt: timeIn(goodCall),
    unregistered: Number(unregistered),
    syncBeganAt: timeIn(syncBeganAt),
    rounds: readRounds(rounds),
  };
}

/**
 * Reads all that is known of these numbers in one statement. The rows read depend only on the number of ids and, for
 * numbers of own accounts, on how many syncs failed since the last complete one.
 */
export async function readEvaluatedRows({ db, now }: Context, ids: readonly string[]): Promise<EvaluatedRow[]> {
  const values = { ids: JSON.stringify(ids), yesterday: usageDayOf(now - DAY_MS), today: usageDayOf(now) };
  return (await numberRows(db, oneShape, values)).map(readRow);
}
