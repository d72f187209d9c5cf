import { type FieldError, Problem, validationFailed } from "#kernel/http/problem";
import { requireScopeOrOperator } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { toHex } from "#kernel/values/digest";
import { numbersOfRequest, requireRequest } from "../requests/queries";
import type { PortingRequestRow } from "../requests/table";
import { isFinal } from "../rules/states";
import { type AddedDocument, addDocument, noDocumentsNow } from "./add-document";
import { announceObject } from "./discarded-objects";
import { type LetterFacts, makeLetter } from "./letter-of-authorization";
import { objectKeyOf } from "./stored-object";

const FILENAME = "letter-of-authorization.pdf";

/**
 * Makes the letter of authorization of a request on the operator path, as a PDF to sign, and adds it to the documents.
 * The same facts give the same letter, so it is there once.
 */
export async function addLetter(ctx: Context, requestId: string): Promise<AddedDocument> {
  requireScopeOrOperator(ctx, "porting:write");
  const request = await requireRequest(ctx, requestId);
  if (isFinal(request.status)) throw noDocumentsNow(requestId);
  if (request.path === "twilio") {
    throw new Problem(
      "illegal_transition",
      "Twilio sends the authorized person of this request a letter to sign once it is submitted, so none is made here.",
    );
  }
  const numbers = await numbersOfRequest(ctx, requestId);
  const letter = makeLetter(
    factsOf(
      ctx,
      request,
      numbers.map(({ e164 }) => e164),
    ),
  );
  if ("unprintable" in letter) throw unprintable(letter.unprintable);
  const document = {
    id: ctx.newId("portingDocument"),
    kind: "loa",
    filename: FILENAME,
    contentType: "application/pdf",
    origin: "made",
  } as const;
  const key = objectKeyOf({ id: document.id, tenantId: request.tenantId, portingRequestId: requestId });
  await announceObject(ctx, key);
  await ctx.documents.put(key, letter.pdf, { httpMetadata: { contentType: document.contentType } });
  const stored = {
    bytes: letter.pdf.length,
    sha256: toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", letter.pdf))),
  };
  return await addDocument(ctx, request, document, stored);
}

/** Throws `validation_failed` for the fields that the letter needs and the request does not have yet. */
function factsOf({ config }: Context, { id, details }: PortingRequestRow, phoneNumbers: string[]): LetterFacts {
  const { losing_carrier, customer, authorized_person, service_address } = details;
  if (losing_carrier === null || customer === null || authorized_person === null || service_address === null) {
    const missing = Object.entries({ losing_carrier, customer, authorized_person, service_address });
    throw missingFields(missing.flatMap(([name, value]) => (value === null ? [`/${name}`] : [])));
  }
  if (phoneNumbers.length === 0) throw missingFields(["/phone_numbers"]);
  return {
    reference: id,
    provider: config.portingProviderName,
    losingCarrier: losing_carrier,
    customerName: customer.name,
    authorizedPerson: authorized_person,
    serviceAddress: service_address,
    billingAddress: details.billing_address,
    billingTelephoneNumber: details.billing_telephone_number,
    scope: details.scope,
    desiredDate: details.desired?.date ?? null,
    phoneNumbers,
  };
}

const missingFields = (pointers: readonly string[]): Problem =>
  validationFailed(
    pointers.map(
      (pointer): FieldError => ({
        in: "body",
        pointer,
        detail: "The letter names it, and the porting request does not have it yet. Set it on the request first.",
      }),
    ),
  );

const unprintable = (
  fields: readonly { readonly pointer: string; readonly characters: readonly string[] }[],
): Problem =>
  new Problem(
    "letter_not_printable",
    "The letter is in Latin letters. Change the request so that it spells these fields as the losing carrier does.",
    {
      errors: fields.map(({ pointer, characters }) => ({
        in: "body",
        pointer,
        detail: `These characters have no spelling in Latin letters here: ${characters.slice(0, 20).join(" ")}`,
      })),
    },
  );
