import { z } from "#kernel/http/schema";
import { changedFields, count, e164, id, text } from "./event-data";

const request = z.object({
  name: text("The name that you gave the request; null if it has none.", "Chicago office").nullable(),
});

const document = z.object({
  porting_document_id: id("portingDocument", "The document's id."),
  kind: text("The kind of document: `bill`, `csr`, `loa` or `other`.", "bill"),
});

const link = z.object({ porting_share_link_id: id("portingShareLink", "The share link's id.") });

/** The events about porting requests. */
export const portingEvents = {
  "porting_request.created": request
    .extend({ number_count: count("How many phone numbers the draft has.") })
    .describe("You created a draft of a porting request. It does nothing until you submit it."),
  "porting_request.updated": request
    .extend({ changed: changedFields("service_address") })
    .describe(
      "You or the platform changed a porting request or its numbers. `changed` names fields, never their values.",
    ),
  "porting_request.number_removed": request
    .extend({
      porting_number_id: id("portingNumber", "The number's id in the request."),
      phone_number: e164("The phone number in E.164 form."),
    })
    .describe("You or the platform took a phone number out of a draft."),
  "porting_request.deleted": request.describe(
    "You deleted a draft of a porting request, with its numbers and documents.",
  ),
  "porting_request.document_added": document
    .extend({ origin: text("Who added it: `uploaded`, `made` or `link`.", "uploaded") })
    .describe("A document was added to a porting request, by you, by the platform or over a share link."),
  "porting_request.document_removed": document.describe("A document was removed from a porting request."),
  "porting_request.document_rejected": document
    .extend({ detail: text("The finding of the virus scanner.", "Eicar-Test-Signature") })
    .describe("The virus scanner refused a document of a porting request. Its contents are deleted."),
  "porting_request.link_created": link.describe("A share link to a porting request was made."),
  "porting_request.link_revoked": link.describe("A share link to a porting request was revoked, and opens nothing."),
  "porting_request.link_expired": link.describe("A share link to a porting request has expired, and opens nothing."),
  "porting_request.comment_created": request
    .extend({ entry_id: id("portingEntry", "The comment's id in the timeline.") })
    .describe("You or the platform commented on a porting request. Read its timeline for the text."),
  "porting_request.number_ported": z
    .object({
      phone_number: e164("The number in E.164 form."),
      phone_number_id: id("phoneNumber", "The number's id in your inventory."),
      porting_number_id: id("portingNumber", "The number's id in the porting request."),
      proved_by: text(
        "How it is known: `carrier_list`, as Twilio lists it in the platform's account, or `first_call`.",
        "carrier_list",
      ),
    })
    .describe("A number of a porting request has moved and is in service, with its agent and plan."),
} as const;
