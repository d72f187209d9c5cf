import { eq, sql } from "drizzle-orm";
import { unregisteredSenderCodes } from "#carriers/twilio/unregistered-sender-codes";
import { openKindsCell } from "#findings/queries";
import { type CheckedAgent, checkedAgentsCell, readCheckedAgents } from "#inventory/agents/queries";
import {
  accountsOfEvaluated,
  evaluatedNumber,
  type NumberToEvaluate,
  readNumberToEvaluate,
  selectNumbersToEvaluate,
} from "#inventory/phone-numbers/readiness-column";
import { agentIdsOfNumber, planCell, readPlanCell } from "#inventory/routing/queries";
import { batchNamed } from "#kernel/db/db";
import { cellsIn, jsonRow } from "#kernel/db/json-rows";
import { oneShape, preparedRows, rowReader } from "#kernel/db/prepared";
import type { Context } from "#kernel/ports/context";
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
import { lastCompleteCell, readLastComplete } from "#operations/sync/queries";
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
}

/** The facts that the numbers of an account have in common. */
interface Shared {
  /** When the last complete sync of an account began. */
  readonly syncs: ReadonlyMap<string, number | null>;
  readonly rounds: RoundTimes;
}

const readStored = rowReader(numberReadiness);

/** One row per number, as a row of the number is what most of the other reads begin with. */
const numberRows = preparedRows(
  (db) => {
    const { id, tenantId, agentId } = evaluatedNumber;
    return selectNumbersToEvaluate(db, {
      stored: jsonRow(numberReadiness, sql`where ${eq(numberReadiness.phoneNumberId, id)}`),
      plan: planCell(tenantId, id),
      agents: checkedAgentsCell(agentIdsOfNumber(id, agentId)),
      documents: documentsCell(id),
      findings: openKindsCell(tenantId, id, ["number_drifted", "number_missing"]),
      taken: takenCell(tenantId, id, sql.placeholder("yesterday")),
      refused: refusedCell(tenantId, id, [sql.placeholder("yesterday"), sql.placeholder("today")]),
      goodCall: lastGoodCallCell(tenantId, id),
      unregistered: endedWithCell(tenantId, id, unregisteredSenderCodes),
    });
  },
  (cells): EvaluatedRow => {
    const { number, more } = readNumberToEvaluate(cells);
    const [stored, plan, agents, documents, findings, taken, refused, goodCall, unregistered] = more;
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
      lastGoodCallAt: typeof goodCall === "number" ? goodCall : null,
      unregistered: Number(unregistered),
    };
  },
);

const sharedRow = preparedRows(
  (db) =>
    db
      .select({
        syncs: lastCompleteCell(accountsOfEvaluated()).as("syncs"),
        rounds: roundsCell().as("rounds"),
        accountRounds: accountRoundsCell(accountsOfEvaluated()).as("account_rounds"),
      })
      .from(sql`(select 1)`),
  ([syncs, rounds, accountRounds]): Shared => ({
    syncs: readLastComplete(syncs),
    rounds: readRounds(rounds, accountRounds),
  }),
);

/** Reads all that is known of these numbers in one round trip. The rows read depend only on the number of ids. */
export async function readEvaluatedRows({ db, now }: Context, ids: readonly string[]) {
  const values = { ids: JSON.stringify(ids), yesterday: usageDayOf(now - DAY_MS), today: usageDayOf(now) };
  const {
    rows,
    shared: [shared],
  } = await batchNamed(db, { rows: numberRows(db, oneShape, values), shared: sharedRow(db, oneShape, values) });
  if (!shared) throw new Error("A select without a table answers one row.");
  return { rows, ...shared };
}
