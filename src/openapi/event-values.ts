import { eventTypes } from "#events/log/catalogue";
import { eventSchemas } from "#events/log/event-schemas";

/** Explains the types of events, and the kinds of objects that events are about. */
export const eventVocabularies: readonly Readonly<Record<string, string>>[] = [
  {
    ...Object.fromEntries(eventTypes.map((type) => [type, eventSchemas[type].description ?? ""])),
    "webhook_endpoint.test": "A test message, which you asked for. It is no event and is not in the log.",
  },
  {
    tenant: "A tenant of the platform.",
    api_key: "An API key.",
    session: "A browser session of an API key.",
    reservation: "A reservation.",
    order: "An order.",
    regulatory_default: "A default address or bundle.",
    regulatory_claim: "A claim of a tenant on an address or bundle.",
    finding: "A finding.",
    bulk_job: "A bulk job.",
    import_job: "A job that imports or detaches phone numbers.",
    portability_check: "A check whether numbers can be ported.",
    agent: "An agent.",
    assignment: "An assignment of an agent to a number.",
    phone_number: "A phone number.",
    call: "A call.",
    message: "A message.",
    health: "The platform's own health.",
    sip_trunk: "A SIP trunk.",
    webhook_endpoint: "A webhook endpoint.",
    carrier_account: "A Twilio account that the tenant connected.",
    porting_request: "A request to bring numbers from another carrier.",
  },
];
