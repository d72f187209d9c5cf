import type { CarrierResult } from "#kernel/ports/carrier";
import type { CarrierPorting, Portability, PortDocument, PortListFilter } from "#kernel/ports/carrier-porting";
import { isResourceNotFound, mapResult, sendRequest, type TwilioDeps } from "./http";
import * as wire from "./porting-wire";
import { isPortabilityCode, notPortableReason, PORTABILITY_FAILED } from "./porting-words";
import { readCompleteList } from "./read-complete-list";

const base = "/v1/Porting";
const ports = `${base}/PortIn`;
const webhookPath = `${base}/Configuration/Webhook`;
const brandPath = "/v1/SigningRequest/Configuration";

/** The largest page of Twilio's list of ports. */
const PAGE_SIZE = 100;
const DAY_MS = 86_400_000;
/** For a document of 10 MB. */
const UPLOAD_TIMEOUT_MS = 60_000;

const documentTypes = { bill: "utility_bill" } as const satisfies Record<PortDocument["kind"], string>;

/**
 * The `CarrierPorting` port for Twilio. Sources: its official OpenAPI document `numbers_v1`, and
 * https://www.twilio.com/docs/phone-numbers/port-in for the upload of documents.
 */
export function createPorting(deps: TwilioDeps): CarrierPorting {
  const cancel = async (path: string): Promise<CarrierResult<null>> => {
    const result = await sendRequest<never>(deps, { method: "DELETE", product: "numbers", path }, null);
    return isResourceNotFound(result) ? { kind: "ok", value: null } : result;
  };
  const post = async (path: string, json: unknown): Promise<CarrierResult<null>> =>
    await sendRequest<never>(deps, { method: "POST", product: "numbers", path, json }, null);
  return {
    portability: (e164) => fetchPortability(deps, e164),
    createPort: async (order) => {
      const json = wire.portOrderToWire(deps.account.accountSid, order);
      const request = { method: "POST", product: "numbers", path: ports, json } as const;
      return mapResult(await sendRequest(deps, request, wire.portIn()), (port) => port);
    },
    fetchPort: async (id) => {
      const request = { method: "GET", product: "numbers", path: `${ports}/${id}` } as const;
      const result = await sendRequest(deps, request, wire.portIn());
      if (isResourceNotFound(result)) return { kind: "ok", value: null };
      const port = mapResult(result, (found) => found);
      if (port.kind !== "ok" || port.value.id === id) return port;
      return { kind: "unknown", message: "Twilio's answer is about another port." };
    },
    listPorts: (filter, page) => listPorts(deps, filter, page),
    cancelPort: (id) => cancel(`${ports}/${id}`),
    cancelPortNumber: (id, numberId) => cancel(`${ports}/${id}/PhoneNumber/${numberId}`),
    uploadDocument: (document) => uploadDocument(deps, document),
    getWebhook: async () => {
      const request = { method: "GET", product: "numbers", path: webhookPath } as const;
      const result = await sendRequest(deps, request, wire.webhook());
      if (isResourceNotFound(result)) return { kind: "ok", value: { portInUrl: null, portOutUrl: null, events: [] } };
      return mapResult(result, (found) => found);
    },
    setWebhook: (webhook) => post(webhookPath, wire.webhookToWire(webhook)),
    getSigningBrand: async (country) => {
      const params = { Country: country, Product: wire.PORTING_PRODUCT };
      const list = { product: "numbers", path: brandPath, params } as const;
      const found = await readCompleteList(deps, list, wire.signingBrands(), ({ configurations }) => configurations);
      return mapResult(found, (configurations) => wire.toSigningBrand(country, configurations));
    },
    setSigningBrand: (brand) => post(brandPath, wire.signingBrandToWire(brand)),
  };
}

/**
 * Twilio answers for a number that is not portable with 200, or with 400 and the same body, or with an error whose code
 * is the reason.
 */
async function fetchPortability(deps: TwilioDeps, e164: string): Promise<CarrierResult<Portability>> {
  const path = `${base}/Portability/PhoneNumber/${encodeURIComponent(e164)}`;
  const request = { method: "GET", product: "numbers", path, answerStatuses: [400] } as const;
  const result = await sendRequest(deps, request, wire.portability());
  if (result.kind === "refused") {
    const { carrierCode, message } = result;
    if (carrierCode === PORTABILITY_FAILED) return tryAgain;
    if (!isPortabilityCode(carrierCode)) return result;
    const reason = notPortableReason(String(carrierCode), message);
    return {
      kind: "ok",
      value: { e164, isPortable: false, reason, isPinRequired: null, type: null, country: null },
    };
  }
  const answer = mapResult(result, (found) => wire.toPortability(e164, found));
  const isFailure = answer.kind === "ok" && answer.value.reason?.carrierCode === String(PORTABILITY_FAILED);
  return isFailure ? tryAgain : answer;
}

const tryAgain = { kind: "unavailable", carrierCode: PORTABILITY_FAILED, retryAfterSeconds: null } as const;

async function listPorts(
  deps: TwilioDeps,
  { ids, createdSince }: PortListFilter,
  page: string | null,
): ReturnType<CarrierPorting["listPorts"]> {
  const params = {
    Size: PAGE_SIZE,
    Token: page ?? undefined,
    PortInRequestSid: ids?.join(","),
    // Twilio says "after a certain date", so the day before includes the day itself.
    CreatedAfter: createdSince === undefined ? undefined : new Date(createdSince - DAY_MS).toISOString().slice(0, 10),
  };
  const request = { method: "GET", product: "numbers", path: `${ports}/PortInRequests`, params } as const;
  const listed = mapResult(await sendRequest(deps, request, wire.portInList()), (found) => ({
    ports: found.port_in_requests,
    next: found.meta?.next_token ?? null,
  }));
  if (listed.kind === "ok" && listed.value.next !== null && listed.value.next === page) {
    return { kind: "unknown", message: "Twilio's list of ports has a page that leads to itself." };
  }
  return listed;
}

async function uploadDocument(
  deps: TwilioDeps,
  { kind, filename, contentType, content }: PortDocument,
): ReturnType<CarrierPorting["uploadDocument"]> {
  const upload = new FormData();
  upload.set("document_type", documentTypes[kind]);
  upload.set("friendly_name", filename);
  upload.set("File", new File([content], filename, { type: contentType }));
  const request = { method: "POST", product: "numbers-upload", path: "/v1/Documents", upload } as const;
  const patient = { ...deps, timeoutMs: Math.max(deps.timeoutMs, UPLOAD_TIMEOUT_MS) };
  return mapResult(await sendRequest(patient, request, wire.document()), (found) => found);
}
