import { numberTypes } from "#kernel/ports/carrier";
import { type IdKind, idPrefixes } from "#kernel/values/ids";

/** Descriptions and examples of path parameters. Contracts only name the parameters. */

interface PathParameter {
  readonly description: string;
  readonly example: string;
}

const id = (kind: IdKind, description: string): PathParameter => ({
  description,
  example: `${idPrefixes[kind]}_01k9m8x3zt5v7w9y2a4c6e8g0j`,
});

export const pathParameters: Readonly<Record<string, PathParameter>> = {
  agent_id: id("agent", "The agent's id."),
  bulk_job_id: id("bulkJob", "The bulk job's id."),
  call_id: id("call", "The call's id."),
  carrier_account_id: id("carrierAccount", "The carrier account's id."),
  country: { description: "ISO 3166-1 alpha-2 code of the country, in capitals.", example: "DE" },
  date: { description: "The archived day (UTC), as `date` of an archive shows it.", example: "2026-08-23" },
  import_job_id: id("importJob", "The import job's id."),
  finding_id: id("finding", "The finding's id."),
  job_name: { description: "The job's `name`, as `GET /v1/jobs` lists it.", example: "cleanup" },
  job_run_id: id("job", "The job run's id."),
  key_id: id("apiKey", "The API key's id, which is not the key itself."),
  message_id: id("message", "The message's id."),
  order_id: id("order", "The order's id."),
  phone_number_id: id("phoneNumber", "The phone number's id, or the number itself in E.164 form."),
  porting_document_id: id("portingDocument", "The document's id."),
  porting_entry_id: id("portingEntry", "The entry's id."),
  porting_number_id: id("portingNumber", "The number's id in the porting request."),
  porting_request_id: id("portingRequest", "The porting request's id."),
  porting_share_link_id: id("portingShareLink", "The share link's id."),
  portability_check_id: id("portabilityCheck", "The portability check's id."),
  transition_name: {
    description: "The name of a move, as `allowed_transitions` of the request has it.",
    example: "confirm_foc",
  },
  number_move_name: {
    description:
      "The name of a move of a number: `send`, `confirm_foc`, `withdraw_foc`, `start_activation`, `reject` or `cancel`.",
    example: "reject",
  },
  reservation_id: id("reservation", "The reservation's id."),
  sid: {
    description: "Twilio's id of the address (`AD…`) or of the bundle (`BU…`).",
    example: "BU0123456789abcdef0123456789abcdef",
  },
  sync_id: id("syncRun", "The sync's id."),
  tenant_id: id("tenant", "The tenant's id."),
  type: {
    description: `The type of number: ${numberTypes.map((type) => `\`${type}\``).join(", ")}.`,
    example: "local",
  },
  sip_trunk_id: id("sipTrunk", "The SIP trunk's id."),
  webhook_endpoint_id: id("webhookEndpoint", "The webhook endpoint's id."),
};
