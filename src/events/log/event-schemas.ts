import { z } from "#kernel/http/schema";
import { carrierAccountEvents } from "./carrier-account-events";
import type { EventType } from "./catalogue";
import {
  agent,
  assignment,
  bulk,
  call,
  changedFields,
  count,
  countryAndType,
  e164,
  finding,
  held,
  host,
  id,
  imported,
  importJob,
  item,
  message,
  number,
  ordered,
  portability,
  statusReason,
  tenantMove,
  text,
  time,
  trunk,
  trunkNumber,
} from "./event-data";
import { keyEvents } from "./key-events";
import { portingEvents } from "./porting-events";
import { portingMoveEvents } from "./porting-move-events";

/**
 * Every event type with the schema of its `data`. The description says who causes the event, when, and what a
 * subscriber does with it; the API's document shows it. The part of a type before the dot is the type of its subject.
 */
export const eventSchemas = {
  "tenant.created": z
    .object({ tenant_id: id("tenant", "The new tenant's id."), name: text("The new tenant's name.", "Acme") })
    .describe("The platform created a tenant. Recorded in the platform's own event log only."),
  "tenant.updated": z
    .object({ changed: changedFields("reservation_limit") })
    .describe("The platform changed your tenant, for example its limits. Read `GET /v1/me` for the new values."),
  "tenant.suspended": statusReason.describe(
    "The platform suspended your tenant: the API answers 403, callers hear an announcement, nothing is bought. Your numbers are kept.",
  ),
  "tenant.resumed": statusReason.describe("The platform resumed your tenant. All is as it was before the suspension."),
  "tenant.closed": statusReason
    .extend({
      release_numbers_at: time("When your numbers are released."),
      delete_data_at: time("When your data is exported and deleted."),
    })
    .describe("The platform closed your tenant and revoked its API keys."),
  "tenant.reopened": statusReason.describe("The platform opened your tenant again. It needs new API keys."),
  "tenant.data_deleted": z
    .object({
      export_prefix: text(
        "The archive's objects with the export begin with this.",
        "exports/ten_01k9m8x3zt5v7w9y2a4c6e8g0j/",
      ),
    })
    .describe("The data of a closed tenant was exported to the archive and deleted. Its event log stays."),
  "tenant.move_started": tenantMove.describe(
    "The platform began to move your data to another of its databases. Ids, keys and connections stay as they are. For about a minute before " +
      "`tenant.moved`, changes answer 503 `tenant_moving`: retry them.",
  ),
  "tenant.moved": tenantMove.describe("Your data is in another database of the platform. All works as before."),
  "tenant.move_canceled": tenantMove
    .extend({ reason: text("Why the move failed; null if a person canceled it.", "DB_2 did not answer.").nullable() })
    .describe("Your data stays in its database: the move was canceled, or failed."),
  ...keyEvents,
  "reservation.created": held.describe(
    "You reserved a phone number: no other tenant of the platform can buy it before `expires_at`. Order it until then.",
  ),
  "reservation.extended": held.describe("You extended a hold. It now ends at `expires_at`."),
  "reservation.canceled": held.describe(
    "You canceled a hold before its end. Other tenants can buy the phone number again.",
  ),
  "reservation.expired": held.describe(
    "A hold reached its end without an order. Other tenants can buy the phone number again; reserve it anew if you still want it.",
  ),
  "reservation.purchasing": held.describe(
    "An order started to buy the held phone number. The hold cannot expire while the purchase runs.",
  ),
  "reservation.reinstated": held.describe(
    "The purchase of a held phone number failed before the hold's end, so the hold continues. You can order it again.",
  ),
  "reservation.completed": held.describe(
    "The purchase of a held phone number succeeded. The number is `phone_number_id` in your inventory.",
  ),
  "reservation.lost": held.describe(
    "Twilio sold the held phone number to another of its customers. Search for a different one.",
  ),
  "reservation.failed": held.describe(
    "The purchase of a held phone number failed after the hold's end, so the hold is over. The order item says why.",
  ),
  "order.created": z
    .object({ item_count: count("How many phone numbers the order buys.") })
    .describe("You placed an order. One event per item follows when its purchase ends."),
  "order.canceled": z
    .object({ item_count: count("How many items were canceled.") })
    .describe("You canceled an order. It applies to the items whose purchase had not started; the others continue."),
  "order.item_pending": item
    .extend({
      status: z
        .enum(["purchasing", "unknown"])
        .describe(
          "`purchasing`: Twilio was asked to sell the number. `unknown`: Twilio's answer was lost; we look it up.",
        ),
    })
    .describe(
      "The purchase of an order item started, or its result is unknown. Wait for the item to complete or fail.",
    ),
  "order.item_completed": item
    .extend({ phone_number_id: id("phoneNumber", "The id of the bought phone number.") })
    .describe(
      "An order item was bought. The phone number is in your inventory; assign an agent or a routing plan to it.",
    ),
  "order.item_failed": item
    .extend({
      code: text("Why it failed, as a problem code of this API.", "number_unavailable"),
      carrier_code: z
        .number()
        .meta({ description: "Twilio's error code; null if Twilio gave none.", examples: [21422] })
        .nullable(),
      retryable: z.boolean().describe("Whether a new order for the same phone number can succeed."),
    })
    .describe("An order item could not be bought. `code` says why; order it again if `retryable` is true."),
  "regulatory_default.set": countryAndType
    .extend({
      address_sid: text("The Twilio address; null for none.", "AD00000000000000000000000000005a4d").nullable(),
      bundle_sid: text("The Twilio bundle; null for none.", "BU00000000000000000000000000005a4d").nullable(),
    })
    .describe(
      "You chose the regulatory documents (address, bundle) for a country and number type. New orders use them from now on.",
    ),
  "regulatory_default.removed": countryAndType.describe(
    "You removed the default regulatory documents of a country and number type. Orders there must name their own again.",
  ),
  "regulatory_claim.freed": z
    .object({ kind: z.enum(["address", "bundle"]).describe("Which kind of document it is.") })
    .describe("The platform ended your claim on an address or a bundle. The next tenant that uses it claims it."),
  "finding.opened": finding.describe(
    "The platform found a problem that a person must look at. Read the finding; alert the person on duty if it is critical.",
  ),
  "finding.resolved": finding.describe("A problem is solved, either by a person or because its cause is gone."),
  "finding.snoozed": finding
    .extend({ until: time("When the finding needs attention again; null if it needs attention now.").nullable() })
    .describe("Someone postponed a finding until a later time, or ended the postponement."),
  "finding.assigned": finding
    .extend({ assignee: text("The name of the person; null if the finding was unassigned.", "Ada").nullable() })
    .describe("Someone assigned a finding to a person, or removed the assignment."),
  "bulk_job.created": bulk.describe("You started a bulk job. It changes its phone numbers in the background."),
  "bulk_job.completed": bulk.describe("A bulk job has finished. Read the job for the result of each phone number."),
  "import_job.created": importJob
    .extend({ carrier_account_id: id("carrierAccount", "The carrier account whose phone numbers it is about.") })
    .describe("You started an import, or a detachment of many phone numbers. It runs in the background."),
  "import_job.completed": importJob.describe(
    "An import or a detachment has finished. Read the job's items for the result of each phone number.",
  ),
  "portability_check.created": portability.describe(
    "You asked whether numbers can be ported. Twilio is asked in the background.",
  ),
  "portability_check.completed": portability.describe(
    "A portability check has finished. Read its results for the answer about each number.",
  ),
  "agent.created": agent.describe("You created an agent. It receives no calls before you assign a phone number to it."),
  "agent.updated": agent
    .extend({ changed: changedFields("destination") })
    .describe("You changed an agent. Calls that arrive from now on use its new settings."),
  "agent.deleted": agent.describe(
    "You deleted an agent. Its phone numbers have no agent until you assign another one.",
  ),
  "assignment.started": assignment.describe(
    "An assignment became valid, at once or at its scheduled time: the agent answers the phone number's calls from now on.",
  ),
  "assignment.ended": assignment.describe(
    "An assignment ended: by you, at its scheduled time, or because the number or the agent is gone.",
  ),
  "phone_number.purchased": ordered.describe(
    "An order bought a phone number. It is active in your inventory and billed from now on.",
  ),
  "phone_number.restored": ordered.describe(
    "You restored a released phone number within its cooling-off period. It is active again, with the same id and settings.",
  ),
  "phone_number.updated": number
    .extend({ changed: changedFields("friendly_name") })
    .describe("You changed a phone number's description, tags, metadata or lock."),
  "phone_number.routing_changed": number
    .extend({
      version: z.int().nullable().describe("The version of the new routing plan; null if it has none any more."),
    })
    .describe("You set or removed a phone number's routing plan. Calls that arrive from now on follow it."),
  "phone_number.transferred_out": number.describe(
    "The platform moved a phone number of yours to another tenant. Its events up to this one stay in your log.",
  ),
  "phone_number.transferred_in": number.describe(
    "The platform moved a phone number of another tenant to you. Its history includes the time before.",
  ),
  "phone_number.suspended": number.describe(
    "A phone number was suspended. Callers hear that it is not in service; it is still yours and still billed.",
  ),
  "phone_number.resumed": number.describe("A suspended phone number was resumed. It takes calls again."),
  "phone_number.releasing": number.describe(
    "You released a phone number. Twilio is being asked to take it back; it takes no calls any more.",
  ),
  "phone_number.cooling_off": number.describe(
    "Twilio took back a phone number, which ends its billing. You can still try to restore it for some days.",
  ),
  "phone_number.released": number.describe(
    "The cooling-off period of a released phone number is over. It cannot be restored; remove it from your records.",
  ),
  "phone_number.lost": number.describe(
    "The sync no longer finds a phone number of yours at Twilio, so callers do not reach it. It stays yours until it is found " +
      "or you release it.",
  ),
  "phone_number.ported_out": number
    .extend({
      basis: z
        .enum(["carrier_report", "portability"])
        .describe(
          "`carrier_report`: Twilio reported the port. `portability`: Twilio no longer has the number and could port it in, so another carrier has it.",
        ),
    })
    .describe(
      "Another carrier has taken a phone number of yours, so callers do not reach it here. If you did not order that, dispute the port at " +
        "once: the finding `number_ported_out` says how.",
    ),
  "phone_number.found": number.describe("The sync found a lost phone number at Twilio again. It takes calls again."),
  "phone_number.repaired": number
    .extend({ changed: changedFields("voice_url") })
    .describe(
      "The sync corrected settings of a phone number at Twilio that differed from ours, such as its webhook URLs.",
    ),
  "phone_number.imported": imported.describe(
    "A phone number of your own Twilio account is in your inventory. The import then points it at this platform; if Twilio " +
      "refuses that, `phone_number.detached` follows.",
  ),
  "phone_number.detached": imported
    .extend({
      carrier_account_id: id("carrierAccount", "The carrier account that has the phone number.").nullable(),
      not_restored: z
        .array(z.string())
        .describe("The settings at Twilio that are not as they were before the import, by Twilio's names."),
      error: text("Why the import failed; null for a detachment.", "carrier_refused").nullable(),
    })
    .describe(
      "An imported phone number left your inventory: you detached it, or its import failed. Its settings at Twilio were put back.",
    ),
  "phone_number.added_to_trunk": trunkNumber.describe(
    "You added a phone number of your carrier to a SIP trunk. Assign an agent to it.",
  ),
  "phone_number.removed_from_trunk": trunkNumber.describe(
    "You removed a phone number from a SIP trunk, and with that from your inventory. Your carrier keeps it. With the actor `system`: no call had proved the number in 24 hours, and another tenant added it.",
  ),
  "phone_number.ownership_proved": trunkNumber.describe(
    "The first call to a phone number came over its SIP trunk, signed by Twilio, which proves that it is yours.",
  ),
  "phone_number.adopted": number
    .extend({
      order_item_id: id(
        "orderItem",
        "The order item that had bought it; null if the platform assigned it by hand.",
      ).nullable(),
    })
    .describe(
      "A phone number without an owner in the carrier account became yours, because an order of yours bought it or " +
        "the platform gave it to you.",
    ),
  "phone_number.readiness_changed": number
    .extend({
      ready: z
        .boolean()
        .meta({ description: "Whether callers reach the number; null while that is unknown.", examples: [false] })
        .nullable(),
      causes: z
        .array(z.string().meta({ examples: ["no_agent"] }))
        .describe("Why callers do not reach it, as cause codes of the number's readiness. Empty if they do."),
    })
    .describe(
      "The readiness of a phone number changed: whether callers reach it, or why not. Alert if `ready` is false and you did " +
        "not cause it.",
    ),
  "call.started": call.describe("A call arrived at a phone number of yours."),
  "call.completed": call
    .extend({
      status: z
        .enum(["canceled", "failed", "no_answer", "busy", "completed"])
        .describe("How the call ended, in Twilio's words."),
      duration_seconds: count("How long it lasted, as Twilio reports it."),
    })
    .describe("A call has ended. Read `GET /v1/calls/{call_id}` for its route and its duration."),
  "message.received": message
    .extend({
      segments: count("How many segments the carrier counted."),
      media_count: count("How many media files it has."),
      keyword: z
        .enum(["stop", "help", "start"])
        .nullable()
        .describe("The opt-out keyword that the text is; null if it is none. Do not message a sender of `stop`."),
      forwarded_to: e164("The number that the message was forwarded to; null if it was not.").nullable(),
    })
    .describe("A message arrived at a phone number of yours. Only `GET /v1/messages/{message_id}` shows its text."),
  "message.status_changed": message
    .extend({
      status: text("The new status, in Twilio's words.", "delivered"),
      error_code: z
        .int()
        .meta({ description: "Twilio's error code; null if there is none.", examples: [30003] })
        .nullable(),
    })
    .describe("Twilio reported a new status of a message from a phone number of yours."),
  "health.probed": z
    .object({ run_id: text("The job run that caused it.", "job_01k9m8x3zt5v7w9y2a4c6e8g0j") })
    .describe(
      "The health job tested that events reach live connections, every ten minutes. Recorded in the platform's own event log only.",
    ),
  "sip_trunk.created": trunk.describe("You created a SIP trunk. It carries calls once it is verified."),
  "sip_trunk.updated": trunk
    .extend({ changed: changedFields("gateways") })
    .describe("You changed a SIP trunk. Calls from now on use its new settings."),
  "sip_trunk.deleted": trunk.describe("You deleted a SIP trunk."),
  "sip_trunk.provisioned": trunk.describe("A SIP trunk is at Twilio as its settings say. Read its `connection`."),
  "sip_trunk.provisioning_failed": trunk
    .extend({
      part: text("The part that could not be made, changed or removed.", "SIP domain"),
      detail: text("Twilio's words.", "Domain name already taken"),
      carrier_code: z.int().nullable().describe("Twilio's code; null if it gave none."),
      hint: text("How to go on.", "Provision the trunk again."),
    })
    .describe("Twilio refused a part of a SIP trunk. Correct the cause, then provision the trunk again."),
  "sip_trunk.password_rotated": trunk.describe(
    "You replaced the password of those who call into Twilio over the trunk.",
  ),
  "sip_trunk.verification_step": z
    .object({
      gateway_id: id("sipGateway", "The gateway's id."),
      rung: text("The step: syntax, dns, tcp, certificate, tls, options or digest.", "tcp"),
      status: text("Its result: passed, warning, failed, unknown or skipped.", "passed"),
      code: text("The cause; null if it passed.", "connection_refused").nullable(),
      detail: text("The result in a sentence.", "203.0.113.7 accepts connections to port 5061."),
      sip_code: z.int().nullable().describe("The status code of the SIP answer; null without one."),
      hint: text("The next thing to look at; null if there is none.", "Check the firewall.").nullable(),
    })
    .describe("A verification that you started has finished one rung of a gateway's ladder."),
  "sip_trunk.status_changed": trunk
    .extend({
      status: text("The trunk's new status.", "failed"),
      reasons: z
        .array(z.string().meta({ examples: ["connection_refused"] }))
        .describe("Everything that is not well; empty if nothing is."),
    })
    .describe("A verification found that a SIP trunk works, works in part, or no longer works."),
  "sip_trunk.first_call": number
    .extend({ phone_number_id: id("phoneNumber", "The called phone number's id.") })
    .describe("The first call came over a SIP trunk, so your carrier reaches the platform."),
  "webhook_endpoint.created": host.describe(
    "You created a webhook endpoint. It receives every matching event from now on.",
  ),
  "webhook_endpoint.updated": z
    .object({ changed: changedFields("event_types") })
    .describe("You changed a webhook endpoint."),
  "webhook_endpoint.secret_rotated": z
    .object({ previous_expires_at: time("When the previous secret stops signing.") })
    .describe(
      "You rotated a webhook endpoint's secret. Messages carry a signature of both secrets until `previous_expires_at`; " +
        "configure the new one before then.",
    ),
  "webhook_endpoint.paused": host
    .extend({
      failing_since: time("When the first of the failed attempts was made."),
      failed_attempts: count("How many attempts have failed since the last success."),
    })
    .describe(
      "The platform paused a webhook endpoint after five days of failed attempts. Repair it, then set its status to `enabled`: " +
        "it receives what happened meanwhile.",
    ),
  "webhook_endpoint.disabled": host
    .extend({ reason: z.literal("gone").describe("The endpoint answered 410 Gone.") })
    .describe(
      "A webhook endpoint answered 410 Gone, so the platform disabled it. Set its status to `enabled` to undo that.",
    ),
  "webhook_endpoint.events_skipped": host
    .extend({
      from_seq: count("The `seq` of the first skipped event."),
      to_seq: count("The `seq` of the last skipped event."),
    })
    .describe(
      "A webhook endpoint was off for longer than events stay in the log, so it will not receive those from `from_seq` to " +
        "`to_seq`. Download them from `GET /v1/events/archives`.",
    ),
  "webhook_endpoint.deleted": host.describe("You deleted a webhook endpoint. It receives nothing more."),
  ...portingEvents,
  ...portingMoveEvents,
  ...carrierAccountEvents,
} as const satisfies Readonly<Record<EventType, z.ZodObject>>;
