import { type IdKind, idPattern, PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { isData, isNode, type Node } from "./node";
import { referencesFrom } from "./used-components";

/**
 * Patterns of texts in answers. Requests get none of them: there the server takes more spellings than it answers with,
 * so a component that a request uses, too, has none.
 */

const id = (kind: IdKind): string => idPattern(kind).source;
const sid = (prefix: string): string => `^${prefix}[0-9a-f]{32}$`;

const e164 = "^\\+[1-9][0-9]{1,14}$";
const sha256 = "^[0-9a-f]{64}$";
const tenantId = `^${PLATFORM_TENANT_ID}$|${id("tenant")}`;

/**
 * By the property's name, in every component. A component and its property take precedence; `*Event` is each event, and
 * `null` no pattern.
 */
const patterns: Readonly<Record<string, string | null>> = {
  address_sid: sid("AD"),
  agent_id: id("agent"),
  bundle_sid: sid("BU"),
  call_id: id("call"),
  carrier_account_id: id("carrierAccount"),
  country: "^[A-Z]{2}$",
  event_id: id("event"),
  event_ids: id("event"),
  hash: sha256,
  item_id: id("orderItem"),
  order_id: id("order"),
  order_item_id: id("orderItem"),
  phone_number: e164,
  phone_number_id: id("phoneNumber"),
  previous_hash: sha256,
  reservation_id: id("reservation"),
  sha256,
  sip_trunk_id: id("sipTrunk"),
  sms_forward_to: e164,
  tenant_id: tenantId,
  "*Event.id": id("event"),
  "Agent.id": id("agent"),
  "ApiKey.id": id("apiKey"),
  "Assignment.id": id("assignment"),
  "BulkJob.id": id("bulkJob"),
  "BulkJob.phone_number": null,
  "BulkJobPreview.phone_number": null,
  "BulkJobSummary.id": id("bulkJob"),
  "Call.carrier_id": sid("CA"),
  "Call.from": e164,
  "Call.id": id("call"),
  "CreatedApiKey.id": id("apiKey"),
  "CreatedWebhookEndpoint.id": id("webhookEndpoint"),
  "CreatedWebhookEndpoint.url": "^https?://",
  "JobRun.id": id("job"),
  "LiveTicket.url": "^wss?://",
  "Message.carrier_id": sid("(SM|MM)"),
  "Message.from": e164,
  "Message.id": id("message"),
  "Order.id": id("order"),
  "OrderItem.id": id("orderItem"),
  "OwnReservation.id": id("reservation"),
  "PhoneNumber.id": id("phoneNumber"),
  "PhoneNumberReference.id": id("phoneNumber"),
  "Problem.request_id": id("request"),
  "Reservation.id": id("reservation"),
  "RoutedAgent.id": id("agent"),
  "SipGateway.id": id("sipGateway"),
  "SipTrunk.carrier_trunk_sid": sid("(BY|TK)"),
  "SipTrunk.id": id("sipTrunk"),
  "Sync.id": id("syncRun"),
  "SyncDifference.phone_number": null,
  "SyncSummary.id": id("syncRun"),
  "Tenant.id": tenantId,
  "WebhookDelivery.id": id("webhookDelivery"),
  "WebhookEndpoint.id": id("webhookEndpoint"),
  "WebhookEndpoint.url": "^https?://",
};

/** The one schema of texts in a property: itself, that of its items, or the variant that is no null. */
function withPattern(schema: Node, pattern: string): Node | null {
  if ("enum" in schema || "const" in schema || "pattern" in schema) return null;
  if ([schema.type].flat().includes("string")) return { ...schema, pattern };
  if (!isNode(schema.items)) return null;
  const items = withPattern(schema.items, pattern);
  return items && { ...schema, items };
}

/** Adds the patterns to the components of answers and webhooks. */
export function withPatterns(document: Node): Node {
  const components = isNode(document.components) ? document.components : {};
  const schemas = isNode(components.schemas) ? components.schemas : {};
  const inRequests = referencesFrom(requestsOf(document.paths), components);
  const unused = new Set(Object.keys(patterns));

  function patterned(name: string, component: string, schema: unknown): unknown {
    const whole = walk(schema, component);
    const family = component.replace(/^.*Event$/, "*Event");
    const key = [`${component}.${name}`, `${family}.${name}`, name].find((one) => one in patterns);
    if (key === undefined || !isNode(whole)) return whole;
    const pattern = patterns[key];
    const changed = pattern === null || pattern === undefined ? null : withPattern(whole, pattern);
    if (changed || pattern === null) unused.delete(key);
    return changed ?? whole;
  }

  function walk(value: unknown, component: string): unknown {
    if (Array.isArray(value)) return value.map((item) => walk(item, component));
    if (!isNode(value)) return value;
    const entries = Object.entries(value).map(([key, inner]) => {
      if (isData(key)) return [key, inner];
      if (key !== "properties" || !isNode(inner)) return [key, walk(inner, component)];
      const properties = Object.entries(inner).map(([name, schema]) => [name, patterned(name, component, schema)]);
      return [key, Object.fromEntries(properties)];
    });
    return Object.fromEntries(entries);
  }

  const entries = Object.entries(schemas).map(([name, schema]) => {
    const isOfAnswersOnly = !inRequests.has(`#/components/schemas/${name}`);
    return [name, isOfAnswersOnly ? walk(schema, name) : schema];
  });
  if (unused.size > 0) throw new Error(`No property takes these of property-patterns.ts: ${[...unused].join(", ")}.`);
  return { ...document, components: { ...components, schemas: Object.fromEntries(entries) } };
}

/** Bodies and parameters of all operations. */
function requestsOf(paths: unknown): unknown[] {
  const items = Object.values(isNode(paths) ? paths : {}).filter(isNode);
  const operations = items.flatMap((item) => Object.values(item)).filter(isNode);
  return operations.flatMap(({ requestBody, parameters }) => [requestBody, parameters]);
}
