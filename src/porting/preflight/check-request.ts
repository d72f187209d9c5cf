import type { Context } from "#kernel/ports/context";
import { documentsOfRequest } from "../documents/queries";
import type { PortingDocumentRow } from "../documents/table";
import type { StoredAnswer } from "../portability-checks/answer";
import { type PlatformFact, platformFacts } from "../portability-checks/platform-facts";
import { recentAnswers } from "../portability-checks/recent-answers";
import { openPortingSecretsOrNone } from "../requests/secrets";
import type { PortingNumberRow, PortingRequestRow } from "../requests/table";
import type { StoredPreflight } from "../requests/values";
import { explain } from "../rules/reasons";
import { type PreflightFacts, type PreflightNumber, requirementFactsOf } from "./facts";
import { runPreflight } from "./preflight";

type CheckedNumber = Pick<PortingNumberRow, "e164" | "country" | "type" | "losingCarrier" | "pin">;

export interface RequestCheck {
  readonly facts: PreflightFacts;
  /** For the column of the same name. */
  readonly preflight: StoredPreflight;
}

/**
 * Runs the pre-flight check over a request as `row` has it, stored or about to be, with all of its numbers: by Twilio's
 * answers of the last day, and by the numbers that the platform has already. `change` makes its documents those that it
 * is about to have. It writes nothing.
 */
export async function preflightOf(
  ctx: Context,
  row: PortingRequestRow,
  numbers: readonly CheckedNumber[],
  change: (documents: readonly PortingDocumentRow[]) => PreflightFacts["documents"] = (documents) => documents,
): Promise<RequestCheck> {
  // The request's tenant, not an operator's, may see the ids of its own requests.
  const asTenant = { ...ctx, principal: { ...ctx.principal, tenantId: row.tenantId } };
  const e164s = numbers.map(({ e164 }) => e164);
  const [secrets, documents, answers, onPlatform] = await Promise.all([
    openPortingSecretsOrNone(ctx.vault, row),
    documentsOfRequest(ctx, row.id),
    numbers.length === 0 ? [] : recentAnswers(ctx, e164s),
    platformFacts(asTenant, numbers),
  ]);
  const answerOf = new Map(answers.map(({ e164, answer }) => [e164, answer]));
  const facts: PreflightFacts = {
    status: row.status,
    path: row.path,
    details: row.details,
    secrets,
    numbers: numbers.map((number) =>
      toCheckedNumber(number, row.id, answerOf.get(number.e164) ?? null, onPlatform.get(number.e164)),
    ),
    documents: change(documents),
    reasons: row.exception?.reasons ?? [],
    now: ctx.now,
  };
  return { facts, preflight: storedPreflightOf(facts) };
}

/** The column of a request with these facts. */
export function storedPreflightOf(facts: PreflightFacts): StoredPreflight {
  const { isBtnPorted, needsPin } = requirementFactsOf(facts);
  return { ...runPreflight(facts), isBtnPorted, needsPin, checkedAt: facts.now };
}

/** A number with all that is known of it. Twilio's word on its type is more precise than its digits. */
function toCheckedNumber(
  { e164, country, type, losingCarrier, pin }: CheckedNumber,
  requestId: string,
  answer: StoredAnswer | null,
  fact: PlatformFact | undefined,
): PreflightNumber {
  const reason = answer?.reason ?? null;
  return {
    e164,
    country: answer?.country ?? country,
    type: answer?.type ?? type,
    losingCarrier,
    hasPin: pin !== null,
    portability: answer && {
      isPortable: answer.isPortable,
      reason: reason && { code: reason.code, detail: reason.text ?? explain(reason.code).detail },
      needsPin: answer.isPinRequired,
    },
    isOwnedHere: fact?.code === "number_owned",
    isInOpenPort: fact?.code === "number_in_open_port" && fact.portingRequestId !== requestId,
  };
}

/** The column with a fresh check, for the write of a request that is to be as `row` with these numbers. */
export const preflightColumn = async (
  ctx: Context,
  row: PortingRequestRow,
  numbers: readonly CheckedNumber[],
): Promise<Pick<PortingRequestRow, "preflight">> => ({ preflight: (await preflightOf(ctx, row, numbers)).preflight });
