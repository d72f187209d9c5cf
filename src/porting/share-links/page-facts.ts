import { batchNamed } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { documentsOfRequest } from "../documents/queries";
import { fieldsOfCorrection } from "../requests/correction";
import { correctionsSince, numbersOfRequest } from "../requests/queries";
import type { PortingRequestRow } from "../requests/table";
import { portingRequirements } from "../rules/requirements";
import type { ShareFacts } from "./page-model";
import type { ShareLinkRow } from "./table";

/** All that decides what the page of a link shows. */
export async function factsOfPage(
  { db }: Pick<Context, "db">,
  { permissions }: Pick<ShareLinkRow, "permissions">,
  request: PortingRequestRow,
): Promise<ShareFacts> {
  const { status, path, details, secretKinds, exception, focAt, foc } = request;
  const { numbers, documents, corrections } = await batchNamed(db, {
    numbers: numbersOfRequest({ db }, request.id),
    documents: documentsOfRequest({ db }, request.id),
    corrections: correctionsSince({ db }, request.id, exception?.since ?? 0),
  });
  const requirements = portingRequirements({
    status,
    path,
    details,
    secretKinds,
    kinds: numbers.map(({ country, type }) => ({ country, type, count: 1 })),
    isBtnPorted: numbers.some(({ e164 }) => e164 === details.billing_telephone_number),
    needsPin: numbers.some(({ type, pin }) => type === "mobile" && pin === null),
    documents,
    reasons: exception?.reasons ?? [],
  });
  return {
    status,
    path,
    details,
    focAt,
    foc,
    exception,
    requirements,
    numbers: numbers.map(({ id, e164, status: state, pin }) => ({ id, e164, status: state, hasPin: pin !== null })),
    corrected: new Set(corrections.flatMap(({ data }) => fieldsOfCorrection(data))),
    permissions,
  };
}
