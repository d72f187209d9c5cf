import { failureDetails } from "#acquisition/orders/failure-details";
import { jobs } from "#jobs";
import { problemCatalogue } from "#kernel/http/problem";
import { scopeFamilies, scopes } from "#kernel/http/scope";
import { holders } from "#operations/compliance/holder";
import { connectionVocabularies } from "./connection-values";
import { eventVocabularies } from "./event-values";
import { findingKindTexts } from "./finding-values";
import { importVocabularies } from "./import-values";
import { portingVocabularies } from "./porting-values";
import { syncVocabularies } from "./sync-values";

/** Explains each value of the document's enums. An enum takes the first vocabulary that has all of its values. */
type Vocabulary = Readonly<Record<string, string>>;

const family = {
  numbers: "phone numbers, searches, reservations, orders, routing plans, bulk jobs, findings and usage",
  agents: "agents",
  trunks: "SIP trunks",
  accounts: "the tenant's own Twilio accounts",
  porting: "portability checks and porting requests",
  webhooks: "webhook endpoints and their deliveries",
  keys: "the tenant's API keys",
} satisfies Record<(typeof scopeFamilies)[number], string>;

const scopeTexts: Vocabulary = Object.fromEntries([
  ...scopeFamilies.flatMap((name) => [
    [`${name}:read`, `Read ${family[name]}.`],
    [`${name}:write`, `Change ${family[name]}. Includes \`${name}:read\`.`],
    [`${name}:*`, `Short for \`${name}:read\` and \`${name}:write\`.`],
  ]),
  ["events:read", "Read the event log and the archive, and follow live events."],
  ["calls:read", "Read calls, messages and routing decisions, which hold callers' numbers and texts."],
  ["porting:operate", "Move the porting requests of all tenants. For keys of the platform's own tenant only."],
  ["admin", "Operate the platform. For keys of the platform's own tenant only."],
]);

for (const scope of scopes) if (!(scope in scopeTexts)) throw new Error(`The scope ${scope} has no explanation.`);

const problemTexts: Vocabulary = Object.fromEntries(
  Object.entries(problemCatalogue).map(([code, { title }]) => [code, `${title}.`]),
);

export const vocabularies: readonly Vocabulary[] = [
  { true: "Yes.", false: "No." },
  ...eventVocabularies,
  ...connectionVocabularies,
  ...portingVocabularies,
  problemTexts,
  failureDetails,
  { ...problemTexts, sync_failed: "The comparison with Twilio's account failed." },
  scopeTexts,
  Object.fromEntries(jobs.map(({ name, description }) => [name, description])),
  { body: "The request's body.", query: "The query string.", path: "A parameter of the path.", header: "A header." },
  // Search and purchase
  {
    local: "A geographic number.",
    mobile: "A mobile number.",
    toll_free: "A number that is free to call.",
  },
  {
    none: "Twilio needs no address.",
    any: "An address anywhere.",
    local: "An address in the number's own country or area.",
    foreign: "An address outside of the number's country.",
  },
  { address: "An address (`AD…`).", bundle: "A regulatory bundle (`BU…`)." },
  { voice: "Calls.", sms: "Text messages.", mms: "Messages with media.", fax: "Faxes." },
  {
    held: "You hold the number.",
    purchasing: "An order is buying the number.",
    completed: "You bought the number.",
    canceled: "You canceled the reservation.",
    expired: "Its time ran out.",
    lost: "Twilio sold the number to someone else.",
    failed: "The purchase failed.",
  },
  {
    pending: "No item has started.",
    processing: "Items are being bought.",
    completed: "All items were bought.",
    partial: "Some items were bought.",
    failed: "No item was bought.",
    canceled: "All items were canceled.",
    needs_attention: "An item has not changed for 15 minutes.",
  },
  {
    active: "In service.",
    suspended: "The platform stopped the tenant: its keys can only ask who they are, and its callers get a message.",
    closed: "The platform closed the tenant. Its numbers are released after a time of grace.",
  },
  // Phone numbers
  {
    active: "In service.",
    suspended: "You took it out of service. Callers hear that it is not in service.",
    releasing: "You released it, and Twilio has not confirmed that yet.",
    cooling_off: "Twilio has confirmed the release. You can restore the number for ten days.",
    released: "Gone for good.",
    lost: "Twilio no longer has the number, although you did not release it.",
  },
  {
    reseller: "Bought from Twilio through the platform.",
    imported: "Imported from your own Twilio account, where it stays.",
    sip_trunk: "A number of another carrier that comes over your SIP trunk.",
    porting: "Ported from another carrier.",
  },
  // Test calls
  {
    webhook: "The sandbox asked the platform, or reported to it.",
    verb: "A verb of the TwiML was carried out.",
    conversation: "The caller talked with the agent over its WebSocket.",
  },
  // Sorting
  { created_at: "The oldest first.", "-created_at": "The newest first." },
  {
    created_at: "The oldest first.",
    "-created_at": "The newest first.",
    phone_number: "By number, ascending.",
    "-phone_number": "By number, descending.",
    friendly_name: "By name, ascending.",
    "-friendly_name": "By name, descending.",
  },
  { seq: "In the order of the log.", "-seq": "The newest first." },
  { number: "One row per phone number.", agent: "One row per agent.", day: "One row per day (UTC)." },
  { number: "One row per phone number.", country: "One row per country." },
  // Agents and routing
  {
    stream: "A WebSocket that receives the call's audio (Twilio Media Streams).",
    conversation_relay: "A WebSocket that exchanges texts; Twilio transcribes and speaks (ConversationRelay).",
    sip: "A SIP address.",
    dial: "Another phone number.",
    redirect: "A URL of yours that answers with TwiML.",
    say: "A spoken message.",
  },
  { caller: "The caller's own number.", called: "The number that was called." },
  { GET: "Twilio sends its parameters in the query.", POST: "Twilio sends its parameters in the body." },
  {
    none: "Nothing interrupts the agent.",
    dtmf: "Key presses interrupt the agent.",
    speech: "Speech interrupts the agent.",
    any: "Speech and key presses interrupt the agent.",
  },
  {
    ok: "It works.",
    failed: "It does not work.",
    inconclusive: "The platform could not find out. Check again later.",
    not_applicable: "There is nothing to check for this kind of destination.",
  },
  {
    name: "Looking up the host's name.",
    handshake: "Opening a WebSocket.",
    request: "Sending a HEAD request.",
  },
  { allow: "Only callers from these countries get through.", deny: "Callers from these countries are rejected." },
  {
    mon: "Monday.",
    tue: "Tuesday.",
    wed: "Wednesday.",
    thu: "Thursday.",
    fri: "Friday.",
    sat: "Saturday.",
    sun: "Sunday.",
  },
  {
    number: "Whether the number is in service.",
    blocked_callers: "The plan's list of blocked callers.",
    countries: "The plan's rule for the caller's country.",
    schedule: "The plan's opening hours.",
    callers: "The plan's callers who have an agent of their own.",
    weights: "The plan's agents, drawn by weight.",
    assignment: "The agent that is assigned to the number.",
    fallback: "The plan's fallback.",
  },
  {
    decided: "The rule decided the call.",
    passed: "The rule let the call go on.",
    absent: "The plan has no such rule.",
  },
  {
    agent: "The call goes to an agent.",
    fallback: "The call goes to the plan's fallback.",
    closed: "The number is closed, and the call gets what the schedule says.",
    no_agent: "No agent answers the number.",
    rejected: "The plan rejects the caller.",
    suspended: "The number is suspended.",
    not_in_service: "The number is not in service.",
    platform_fallback: "The platform could not decide, and its own fallback answered.",
  },
  // Bulk jobs
  {
    update: "Set `friendly_name`, `tags` and `metadata` as the line says.",
    tag: "Add tags.",
    untag: "Remove tags.",
    metadata: "Merge metadata.",
    lock: "Set the deletion lock.",
    unlock: "Remove the deletion lock.",
    suspend: "Take out of service.",
    resume: "Put back into service.",
    release: "Give back to Twilio.",
    assign: "Assign to an agent.",
    unassign: "Remove the agent.",
  },
  {
    pending: "Nothing has been done yet.",
    processing: "Under way.",
    completed: "Every item is finished; some may have failed.",
  },
  { pending: "Not done yet.", succeeded: "Done.", failed: "Refused; `error` has the reason." },
  // Calls and messages
  {
    phone_number: "A phone number.",
    anonymous: "The caller hides the number, or the carrier sent none.",
    sip: "A SIP address.",
    client: "A Twilio Voice SDK client.",
    short_code: "A short code of 3 to 6 digits.",
    alphanumeric: "The name of a sender of messages.",
    channel: "An address in a channel such as WhatsApp, RCS or Messenger.",
    other: "Anything else.",
  },
  {
    queued: "Twilio has queued the call.",
    initiated: "Twilio is setting the call up.",
    ringing: "The call rings.",
    in_progress: "The call is answered.",
    canceled: "The caller hung up before an answer.",
    failed: "The call could not be connected.",
    no_answer: "It was not answered in time.",
    busy: "The line was busy.",
    completed: "The call was answered and has ended.",
  },
  {
    agent: "The agent answered.",
    fallback: "The fallback answered.",
    platform: "The platform answered with a message.",
  },
  { inbound: "To one of your numbers.", outbound: "Forwarded from one of your numbers." },
  { stop: "The sender opts out of messages.", help: "The sender asks for help.", start: "The sender opts in again." },
  {
    accepted: "Twilio has accepted the message.",
    scheduled: "Twilio will send it later.",
    queued: "Twilio has queued it.",
    sending: "Twilio is sending it.",
    sent: "Twilio has handed it to the receiver's carrier.",
    canceled: "It was canceled before it was sent.",
    failed: "Twilio could not send it.",
    undelivered: "The receiver's carrier did not deliver it.",
    delivered: "It was delivered.",
    read: "The receiver has read it.",
    received: "One of your numbers received it.",
  },
  // Carrier accounts
  {
    unverified: "It was not tried yet.",
    verified: "Everything works.",
    degraded: "The credentials work and lack rights.",
    failed: "Twilio refuses the credentials, or the account is not active.",
  },
  {
    credentials: "Whether Twilio accepts the credentials.",
    account_status: "Whether the account is active.",
    region: "Whether the credentials are those of the region.",
    list_numbers: "Whether the account's numbers can be listed.",
    change_numbers: "Whether they can be changed.",
    trunks: "Whether SIP trunks can be used.",
    webhook_signing: "How webhooks are signed, and whether a test request arrived.",
    routes: "Which region takes the calls of the account's numbers.",
    documents: "Whether regulatory bundles and messaging registrations can be read.",
  },
  {
    passed: "It works.",
    failed: "Twilio refused it.",
    warning: "It works, or Twilio did not answer.",
    skipped: "It was not tried.",
  },
  { us1: "United States.", ie1: "Ireland.", au1: "Australia.", jp1: "Japan." },
  // Webhooks to the tenant
  {
    pending: "Attempts go on.",
    delivered: "The endpoint answered 2xx.",
    failed: "Every attempt failed.",
  },
  // Readiness
  { blocking: "Callers or messages do not get through.", warning: "The number works, but something needs attention." },
  {
    suspended: "You suspended the number.",
    lost: "Twilio no longer has the number.",
    missing_at_carrier: "Twilio's list does not have the number.",
    carrier_setup_changed: "The number's settings at Twilio are not the platform's.",
    no_agent: "No agent answers the number.",
    agent_gone: "An agent of the number was deleted.",
    agent_redirect_not_allowed:
      "An agent answers with TwiML of yours, which may not run in the platform's Twilio account.",
    agent_unreachable: "An agent of the number failed its checks.",
    agent_missed_check: "An agent of the number failed its latest check.",
    webhooks_refused: "Webhooks for the number were refused.",
    messages_unregistered: "Messages from the number were rejected, because it is not registered.",
    messaging_unregistered: "The number is not registered to send messages.",
    messaging_registration_pending: "The registration to send messages is not approved yet.",
    messaging_registration_rejected: "The registration to send messages was rejected.",
    address_missing: "The number needs an address and has none.",
    address_not_yours: "The number's address belongs to another tenant.",
    bundle_not_yours: "The number's bundle belongs to another tenant.",
    bundle_pending: "The number's bundle is not approved yet.",
    bundle_rejected: "The number's bundle was rejected.",
    bundle_expiring: "The number's bundle is approved only until a date.",
    bundle_expired: "The number's bundle has expired.",
    bundle_gone: "Twilio no longer has the number's bundle.",
    emergency_address_missing: "The number has no emergency address.",
    emergency_address_failed: "The registration of the emergency address failed.",
    emergency_calling_inactive: "Emergency calling is not active.",
  },
  {
    carrier_setup: "The number's settings at Twilio.",
    agent: "Whether its agents answer.",
    signature: "Whether its webhooks are signed by Twilio.",
    messaging_registration: "Whether it is registered to send messages.",
    address: "Its address.",
    emergency_address: "Its emergency address.",
    bundle: "Its regulatory bundle.",
  },
  {
    right: "The settings are the platform's.",
    drifted: "The settings differ from the platform's.",
    not_applicable: "Another carrier has the number: it comes over a SIP trunk.",
    missing: "Twilio does not have the number.",
    unknown: "Not compared yet.",
  },
  Object.fromEntries(
    holders.map((holder, at) => [holder, ["Yours.", "Another tenant's.", "No tenant uses it."][at] ?? ""]),
  ),
  {
    registered: "Registered.",
    unregistered: "Not registered.",
    pending_registration: "Being registered.",
    registration_failure: "The registration failed.",
    pending_unregistration: "The registration is being removed.",
    unregistration_failure: "Removing the registration failed.",
  },
  {
    approved: "Approved.",
    expiring: "Approved until a date, because the regulation changed.",
    expired: "The date has passed.",
    pending: "Not approved yet.",
    rejected: "Rejected.",
    gone: "Twilio no longer has it.",
    unknown: "Not read from Twilio yet.",
  },
  {
    registered: "Registered and approved.",
    pending: "Not approved yet.",
    rejected: "Rejected.",
    none: "Not registered.",
    unknown: "Not read from Twilio yet.",
  },
  {
    yes: "The latest check succeeded.",
    missed: "The latest check failed, earlier ones succeeded.",
    no: "Several checks in a row failed.",
    unknown: "Not checked yet.",
    not_applicable: "There is nothing to check for this kind of destination.",
  },
  // Findings
  findingKindTexts,
  { info: "For your information.", warning: "Look at it soon.", critical: "Look at it now." },
  { open: "Needs a person.", snoozed: "Hidden until a time.", resolved: "Done." },
  ...syncVocabularies,
  ...importVocabularies,
  // Health
  { ready: "Every check succeeded.", unready: "A check failed." },
  { ok: "Nothing needs attention.", attention: "`attention` lists what does." },
  { closed: "Requests go to Twilio.", open: "Requests fail at once, because Twilio did not answer." },
  {
    purchases: "Items of large orders.",
    "purchases-dead": "Items that failed ten times.",
    bulk: "Items of bulk jobs.",
    imports: "Jobs that import or detach numbers.",
    porting: "Portability checks, and porting requests that have work at Twilio.",
    records: "Webhooks of Twilio that could not be stored at once.",
    "records-dead": "Webhooks that the first queue gave up.",
  },
  {
    releasing_numbers: "Numbers whose release Twilio has not confirmed.",
    unknown_items: "Order items whose purchase Twilio has not confirmed.",
    unsealed_events: "Events without a hash.",
    dead_runs: "Job runs that stopped without a word.",
    critical_findings: "Open findings with the severity `critical`.",
  },
];
