import { z } from "zod";
import { ResourceStore } from "./resources";

const name = z.string().max(255);
const description = z.string().max(1_024).optional();
const upper = (text: unknown) => (typeof text === "string" ? text.toUpperCase() : text);

export const postSharedKey = z.strictObject({ friendlyName: name.nullish() });
export const patchSharedKey = z.strictObject({ friendlyName: name.optional() });

const inlineAuth = z.looseObject({ scheme: z.preprocess(upper, z.enum(["NONE", "BASIC", "DIGEST", "OAUTH2"])) });
const signature = z.union([
  z.strictObject({
    type: z.preprocess((type) => (upper(type) === "SHAREDKEY" ? "SHARED_KEY" : upper(type)), z.literal("SHARED_KEY")),
    sharedKeyId: z.string(),
    algorithm: z.enum(["HMAC_SHA1", "HMAC_SHA256"]),
  }),
  z.strictObject({ type: z.preprocess(upper, z.literal("NONE")) }),
]);
const milliseconds = (most: number) => z.int().min(100).max(most);
const connection = z.strictObject({
  connectTimeoutMs: milliseconds(15_000),
  readTimeoutMs: milliseconds(15_000),
  totalTimeoutMs: milliseconds(60_000).optional(),
  retryPolicy: z
    .strictObject({
      retryCount: z.int().min(0).max(5),
      retryOn: z.array(z.enum(["HTTP_4XX", "HTTP_5XX", "CONNECTION_TIMEOUT", "READ_TIMEOUT"])),
    })
    .optional(),
});
export const postSetting = z.strictObject({
  friendlyName: name.nullish(),
  description,
  auth: z.strictObject({ source: z.preprocess(upper, z.literal("INLINE")), value: inlineAuth }),
  signature: signature.optional(),
  connection: connection.optional(),
  edgeZones: z.strictObject({ zones: z.array(z.string()), allowZoneFallback: z.boolean().optional() }).optional(),
});
export const patchSetting = z.strictObject({ friendlyName: name.optional(), description });

/** Two settings of a rule share its webhooks, so that a key can be replaced without a gap. */
const settings = z
  .array(z.strictObject({ settingId: z.string(), percentage: z.int().min(0).max(100) }))
  .min(1)
  .max(2)
  .refine((list) => list.reduce((sum, { percentage }) => sum + percentage, 0) === 100, "percentages must sum to 100");
const httpUrl = z.string().regex(/^https?:\/\/[^?#\s]+$/, "must be an http or https URL without a query");
const matches = [
  z.strictObject({
    matchType: z.literal("EXACT_MATCH"),
    value: httpUrl.refine((value) => !value.endsWith("/"), "must not end with /"),
  }),
  z.strictObject({
    matchType: z.literal("PREFIX_MATCH"),
    prefix: httpUrl.refine((value) => value.endsWith("/"), "must end with /"),
  }),
  z.strictObject({ matchType: z.literal("DEFAULT") }),
] as const;
const ruleText = { friendlyName: name.nullish(), description };
export const postRule = z.discriminatedUnion("matchType", [
  matches[0].extend({ ...ruleText, settings }),
  matches[1].extend({ ...ruleText, settings }),
  matches[2].extend({ ...ruleText, settings }),
]);
const change = { ...ruleText, settings: settings.optional() };
export const patchRule = z.union([
  matches[0].extend(change),
  matches[1].extend(change),
  matches[2].extend(change),
  z.strictObject(change),
]);
export const testRequest = z.strictObject({
  url: z.string().regex(/^https?:\/\//),
  settingId: z.string(),
  method: z.enum(["GET", "POST"]).default("POST"),
});

const sharedKeyFields = z.object({ friendlyName: z.string(), secret: z.string() });
export type SharedKeyFields = z.output<typeof sharedKeyFields>;

const settingFields = postSetting.extend({ friendlyName: z.string() });
export type SettingFields = z.output<typeof settingFields>;

const ruleFields = z.object({
  friendlyName: z.string(),
  description,
  matchType: z.enum(["EXACT_MATCH", "PREFIX_MATCH", "DEFAULT"]),
  value: z.string().optional(),
  prefix: z.string().optional(),
  settings,
  /** The operation that creates the rule has completed. */
  isActive: z.boolean(),
});
export type RuleFields = z.output<typeof ruleFields>;

const operationStatuses = ["PENDING", "RUNNING", "COMPLETED", "CANCELLED", "FAILED"] as const;
const operationFields = z.object({
  status: z.enum(operationStatuses),
  resourceId: z.string(),
  /** Null: the rule is deleted. */
  rule: ruleFields.nullable(),
  /** The operation fails with this detail. */
  failure: z.string().nullable(),
  completedAt: z.number().nullable(),
});
export type OperationFields = z.output<typeof operationFields>;

/** The answer to an Idempotency-Key: a repeat of the request gets it again. */
const idempotencyFields = z.object({ request: z.string(), status: z.int(), body: z.unknown() });

export const openWebhookConfig = (sql: SqlStorage, owner: string) => ({
  sharedKeys: new ResourceStore(sql, owner, "shared_keys", "", sharedKeyFields),
  settings: new ResourceStore(sql, owner, "webhook_settings", "", settingFields),
  rules: new ResourceStore(sql, owner, "webhook_rules", "", ruleFields),
  operations: new ResourceStore(sql, owner, "webhook_operations", "", operationFields),
  idempotency: new ResourceStore(sql, owner, "idempotency_keys", "", idempotencyFields),
});
export type WebhookConfig = ReturnType<typeof openWebhookConfig>;

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** An identifier of the newer APIs: `webhooks_rule_` and 26 characters. */
export function newTypeId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(26));
  return prefix + Array.from(bytes, (byte) => alphabet[byte % 32]).join("");
}
