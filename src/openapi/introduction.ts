import { webhooksTag } from "#events/webhook-endpoints/openapi-webhooks";

/** Title, introduction and tags of the OpenAPI document. */

export const title = "PhoneManager API";

/** Each deployment has its own operator, which the document cannot know. */
export const contact = { name: "The operator of the platform that gave you your API key" };

export const license = { name: "MIT", identifier: "MIT" };

export const introduction = [
  "PhoneManager is the control plane for the phone numbers of a voice-agent platform. With this API you find " +
    "numbers, hold and buy them, decide which agent answers their calls, and learn what happened to them.",
  "**Authentication.** Send your API key in every request: `Authorization: Bearer pm_live_…`. A key has " +
    "scopes, and each operation names the one it needs. A `…:write` scope includes the `…:read` scope of its " +
    "family. A browser exchanges the key for a session's cookie (`POST /v1/sessions`) and sends `X-CSRF-Token` with changes.",
  "**Errors** are problem documents (RFC 9457, `application/problem+json`). Branch on `code`: it never " +
    "changes. Resources of other tenants answer 404, as if they did not exist.",
  "**Retries.** Operations that create something take an `Idempotency-Key` header. For 24 hours, the same key " +
    "with the same body gets the first answer again, and nothing happens twice. A refused request leaves its " +
    "key unused.",
  "**Lists** answer with `data`, `next_cursor` and `has_more`. Send `next_cursor` as `cursor` to get the next " +
    "page. Rows that are added meanwhile do not shift pages.",
  "**Concurrent changes.** Resources with a version answer with an `ETag`. Send it as `If-Match` with a " +
    "change, and the change is refused with 412 if the resource has changed since. Send it as `If-None-Match` with a GET to get " +
    "an empty 304 while nothing has changed.",
  "**Limits.** A key may send 1,000 requests in 10 seconds unless the deployment sets another limit. The " +
    "`RateLimit` headers show what is left; a 429 says in `Retry-After` when to go on. A body may have up to 1 " +
    "MB.",
].join("\n\n");

/** In the order of a number's life. */
export const openApiTags = [
  { name: "Search", description: "Find numbers that Twilio sells, and the countries it sells them in." },
  { name: "Reservations", description: "Hold a number for a short time, so that no other tenant can buy it." },
  {
    name: "Regulatory needs",
    description: "Which address and documents a country requires, and the ones your orders use.",
  },
  { name: "Orders", description: "Buy numbers, up to 1,000 in one order, each exactly once." },
  {
    name: "Imports",
    description: "Numbers of your own Twilio account: bring them here, and put them back as they were.",
  },
  { name: "Porting", description: "Bring numbers from another carrier, from the draft to the first call." },
  { name: "Phone numbers", description: "The numbers you own: list, change, suspend, release and restore them." },
  {
    name: "Carrier accounts",
    description: "Twilio accounts of your own, whose numbers you use here beside those that you bought.",
  },
  { name: "SIP trunks", description: "Your own carriers and SIP servers, and whether they answer." },
  { name: "Agents", description: "Where calls go, and which agent answers which number." },
  { name: "Routing", description: "Rules for a number's calls: blocked callers, countries, opening hours, weights." },
  { name: "Bulk jobs", description: "Change up to 1,000 numbers in one request." },
  { name: "Calls and messages", description: "Received calls and messages, and the reason for each call's routing." },
  { name: "Usage", description: "Calls, minutes and messages, added up." },
  {
    name: "Events",
    description: "The log of everything that happened to your resources, and the proof that it is complete.",
  },
  { name: "Live events", description: "Events as they happen, over a WebSocket or Server-Sent Events." },
  { name: "Webhooks", description: "Events sent to your own URLs, signed after Standard Webhooks." },
  { name: webhooksTag, description: "The messages that your webhook endpoints receive, by type of event." },
  { name: "Findings", description: "Problems that need a person." },
  { name: "Sync", description: "For the platform: comparing the inventory with the Twilio account." },
  { name: "Jobs", description: "For the platform: the scheduled jobs and their runs." },
  { name: "Tenants and API keys", description: "Tenants of the platform, and the keys they call the API with." },
  { name: "Sessions", description: "Signed-in browsers: a cookie in place of the API key." },
  { name: "Health", description: "Whether the deployment works." },
] as const;
