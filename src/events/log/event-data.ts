import { z } from "#kernel/http/schema";
import { numberTypes } from "#kernel/ports/carrier";
import { destinationKinds } from "#kernel/values/destination";
import { type IdKind, idPrefixes } from "#kernel/values/ids";
import { partyKinds } from "#kernel/values/party";

/** The fields that the `data` of several event types share. Every field has a description for the API's document. */

const exampleId = (kind: IdKind): string => `${idPrefixes[kind]}_01k9m8x3zt5v7w9y2a4c6e8g0j`;
export const id = (kind: IdKind, description: string) => z.string().meta({ description, examples: [exampleId(kind)] });
export const text = (description: string, example: string) => z.string().meta({ description, examples: [example] });
export const time = (description: string) => z.iso.datetime().describe(description);
export const count = (description: string) => z.int().describe(description);
export const changedFields = (example: string) =>
  z.array(z.string().meta({ examples: [example] })).describe("The names of the changed fields.");

export const statusReason = z.object({
  reason: text("The platform's reason; null if it gave none.", "Invoice 2026-10 is unpaid").nullable(),
});

const numberId = id("phoneNumber", "The phone number's id.");
export const e164 = (description: string) => text(description, "+14155550123");
const phoneNumber = e164("The phone number in E.164 form.");
export const number = z.object({ phone_number: phoneNumber });
export const ordered = number.extend({ order_id: id("order", "The order that bought or restored the number.") });
const agentId = id("agent", "The agent's id.");

export const held = z.object({
  phone_number: phoneNumber,
  expires_at: time("When the hold ends, or would have ended."),
  phone_number_id: id(
    "phoneNumber",
    "The id of the bought phone number; null unless the purchase completed.",
  ).nullable(),
});
export const item = z.object({
  item_id: id("orderItem", "The order item's id."),
  phone_number: e164("The phone number that the item buys, in E.164 form."),
});
export const finding = z.object({
  kind: text("The kind of finding, as in the list of findings.", "purchase_undeliverable"),
  severity: text("How urgent it is: `critical` or `warning`.", "critical"),
  subject_id: id("order", "The id of the object that the finding is about."),
});
export const importJob = z.object({
  action: text("Whether the job imports phone numbers or detaches them.", "import"),
  dry_run: z.boolean().describe("Whether the job only finds out what would happen."),
});
export const imported = number.extend({
  carrier_account_id: id("carrierAccount", "The carrier account that has the phone number."),
  import_job_id: id("importJob", "The job that did it."),
});
export const bulk = z.object({
  action: text("The action that the bulk job applies to each phone number.", "tag"),
  item_count: count("How many phone numbers the bulk job covers."),
});
export const portability = z.object({ number_count: count("How many numbers the check covers.") });
export const countryAndType = z.object({
  country: text("The country as ISO 3166-1 alpha-2 code.", "GB"),
  type: z.enum(numberTypes).describe("The type of phone number."),
});
export const host = z.object({
  host: text("The host of the endpoint's URL. The path may hold secrets.", "hooks.example.com"),
});
export const agent = z.object({
  name: text("The agent's name.", "Front desk"),
  kind: z.enum(destinationKinds).describe("The kind of the agent's destination."),
});
export const trunk = z.object({
  name: text("The SIP trunk's name.", "Office PBX"),
  provider: text("How it is connected: `twilio_elastic`, `byoc` or `generic`.", "generic"),
});
export const carrierAccount = z.object({
  name: text("The name that you gave the account.", "Acme's Twilio"),
  account_sid: text("Twilio's id of the account.", "AC00000000000000000000000000005a4d"),
});
export const trunkNumber = number.extend({ sip_trunk_id: id("sipTrunk", "The SIP trunk's id.") });
export const assignment = number.extend({ phone_number_id: numberId, agent_id: agentId });
const party = {
  from: e164("The number of the caller or sender; null if its address is no phone number.").nullable(),
  from_address: text("The address of the caller or sender, as Twilio sent it.", "+14155550123"),
  from_kind: z.enum(partyKinds).describe("The kind of the address."),
};
export const call = z.object({
  phone_number_id: numberId,
  ...party,
  to: e164("The called phone number of yours."),
  agent_id: id("agent", "The agent that the call was routed to; null if it was not routed to one.").nullable(),
  outcome: text("How the platform routed the call; null while that is open.", "connected").nullable(),
});
/**
 * Without the message's text: events reach webhooks, feeds and archives; only `GET /v1/messages/{message_id}` shows it.
 */
export const message = z.object({
  phone_number_id: numberId,
  ...party,
  to: e164("The recipient's number; null if Twilio did not name it.").nullable(),
});
export const keyName = text("The API key's name.", "Dashboard");

/** A tenant's move between databases. */
export const tenantMove = z.object({
  tenant_id: id("tenant", "The tenant that moves."),
  from_database: text("The binding of the database that the tenant leaves.", "DB"),
  to_database: text("The binding of the database that the tenant moves to.", "DB_2"),
});
