import * as z from "zod";
import type { RuleOperation, SigningRule, WebhookSigning } from "#kernel/ports/account-access";
import type { CarrierResult } from "#kernel/ports/carrier";
import { lazily } from "#kernel/values/lazily";
import { mapResult, sendRequest, type TwilioDeps } from "./http";

const base = "/v1/Webhooks";
/** Twilio keeps at most 50 of each resource in an account, so one page has them all. */
const PAGE_SIZE = 100;

const sharedKey = lazily(() => z.object({ id: z.string(), friendlyName: z.string().nullish() }));
const createdKey = lazily(() => z.object({ id: z.string(), secret: z.string() }));
const setting = lazily(() =>
  z.object({
    id: z.string(),
    friendlyName: z.string().nullish(),
    signature: z.object({ sharedKeyId: z.string().nullish() }).nullish(),
  }),
);
const rule = lazily(() =>
  z.object({
    id: z.string(),
    friendlyName: z.string().nullish(),
    prefix: z.string().nullish(),
    settings: z.array(z.object({ settingId: z.string() })),
  }),
);
const operation = lazily(() => z.object({ id: z.string(), status: z.string() }));
const changedRule = lazily(() => z.object({ operation: operation() }));
const tested = lazily(() =>
  z.object({
    result: z.object({ outcome: z.string(), response: z.object({ statusCode: z.int().nullish() }).nullish() }),
  }),
);

const states: Readonly<Record<string, RuleOperation["state"]>> = {
  COMPLETED: "completed",
  CANCELLED: "failed",
  FAILED: "failed",
};
const toOperation = ({ id, status }: z.infer<ReturnType<typeof operation>>): RuleOperation => ({
  id,
  state: states[status] ?? "under_way",
});

/** Percentages must sum to 100. */
function shares(settingIds: readonly string[]): { settingId: string; percentage: number }[] {
  const each = Math.floor(100 / settingIds.length);
  return settingIds.map((settingId, at) => ({
    settingId,
    percentage: at === 0 ? 100 - each * (settingIds.length - 1) : each,
  }));
}

/** Source: the official SDK, npm `twilio` 6.3.1, `lib/rest/webhooks`. */
export function createWebhookSigning(deps: TwilioDeps): WebhookSigning {
  const list = async <T, Row>(path: string, schema: z.ZodType<T>, map: (page: T) => readonly Row[]) =>
    mapResult(
      await sendRequest(
        deps,
        { method: "GET", product: "webhooks", path: `${base}/${path}`, params: { pageSize: PAGE_SIZE } },
        schema,
      ),
      map,
    );
  const write = <T>(
    method: "POST" | "PATCH" | "DELETE",
    path: string,
    schema: z.ZodType<T>,
    parts: { readonly json?: unknown; readonly idempotencyKey?: string },
  ) => sendRequest(deps, { method, product: "webhooks", path: `${base}/${path}`, ...parts }, schema);
  const remove = async (path: string): Promise<CarrierResult<null>> => {
    const result = await sendRequest(deps, { method: "DELETE", product: "webhooks", path: `${base}/${path}` }, null);
    const isGone = result.kind === "refused" && result.code === "not_found";
    return result.kind === "ok" || isGone ? { kind: "ok", value: null } : result;
  };
  const toChange = (result: CarrierResult<z.infer<ReturnType<typeof changedRule>> | null>) =>
    mapResult(result, (changed) => toOperation(changed.operation));
  const toRule = (found: z.infer<ReturnType<typeof rule>>): SigningRule => ({
    id: found.id,
    name: found.friendlyName ?? null,
    prefix: found.prefix ?? null,
    settingIds: found.settings.map(({ settingId }) => settingId),
  });
  return {
    sharedKeys: () =>
      list("SharedKeys", z.object({ sharedKeys: z.array(sharedKey()) }), ({ sharedKeys }) =>
        sharedKeys.map(({ id, friendlyName }) => ({ id, name: friendlyName ?? null })),
      ),
    createSharedKey: async (friendlyName, idempotencyKey) =>
      mapResult(
        await write("POST", "SharedKeys", createdKey(), { json: { friendlyName }, idempotencyKey }),
        (created) => created,
      ),
    settings: () =>
      list("Settings", z.object({ settings: z.array(setting()) }), ({ settings }) =>
        settings.map(({ id, friendlyName, signature }) => ({
          id,
          name: friendlyName ?? null,
          sharedKeyId: signature?.sharedKeyId ?? null,
        })),
      ),
    createSetting: async (friendlyName, sharedKeyId, idempotencyKey) => {
      const json = {
        friendlyName,
        auth: { source: "INLINE", value: { scheme: "NONE" } },
        signature: { type: "SHARED_KEY", sharedKeyId, algorithm: "HMAC_SHA256" },
      };
      return mapResult(await write("POST", "Settings", setting(), { json, idempotencyKey }), ({ id }) => ({ id }));
    },
    rules: () => list("Rules", z.object({ rules: z.array(rule()) }), ({ rules }) => rules.map(toRule)),
    createRule: async ({ name, prefix, settingIds }, idempotencyKey) => {
      const json = { friendlyName: name, matchType: "PREFIX_MATCH", prefix, settings: shares(settingIds) };
      return toChange(await write("POST", "Rules", changedRule(), { json, idempotencyKey }));
    },
    updateRule: async (id, { name, settingIds }, idempotencyKey) => {
      const json = { friendlyName: name, settings: shares(settingIds) };
      return toChange(await write("PATCH", `Rules/${id}`, changedRule(), { json, idempotencyKey }));
    },
    deleteRule: async (id, idempotencyKey) =>
      toChange(await write("DELETE", `Rules/${id}`, changedRule(), { idempotencyKey })),
    operation: async (id) => {
      const request = { method: "GET", product: "webhooks", path: `${base}/Operations/${id}` } as const;
      return mapResult(await sendRequest(deps, request, operation()), toOperation);
    },
    deleteSetting: (id) => remove(`Settings/${id}`),
    deleteSharedKey: (id) => remove(`SharedKeys/${id}`),
    test: async (url, settingId) =>
      mapResult(await write("POST", "Tests", tested(), { json: { url, settingId } }), ({ result }) => ({
        delivered: result.outcome === "SUCCESS",
        status: result.response?.statusCode ?? null,
      })),
  };
}
