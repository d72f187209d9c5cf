import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Resource, ResourceStore } from "../account/resources";
import {
  newTypeId,
  type OperationFields,
  patchRule,
  patchSetting,
  patchSharedKey,
  postRule,
  postSetting,
  postSharedKey,
  type RuleFields,
  type SettingFields,
  type SharedKeyFields,
  testRequest,
} from "../account/webhook-config";
import type { Reply } from "../problem";
import type { Sandbox } from "../sandbox";
import { send } from "../traffic/webhook";
import { advance, completeOperations } from "../traffic/webhook-rules";
import { operate } from "./operate";
import { conflict, invalid, missing, ProblemDetails, tokenPage } from "./webhook-envelope";

const root = "/v1/Webhooks";
/** Twilio's limit for each kind of resource. */
const MAX_RESOURCES = 50;
const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** webhooks.twilio.com: how webhooks are signed and delivered, by their URL. JSON in both directions. */
export function webhookConfigRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const { sharedKeys, settings, rules, operations, idempotency } = sandbox.webhookConfig;
  const now = () => sandbox.now();

  const effectOf = (c: Context, effect: () => Reply | Promise<Reply>) =>
    operate(sandbox, c, {
      operation: "webhooks",
      effect: () => {
        const { webhooks_api } = sandbox.account;
        if (webhooks_api === "forbidden")
          throw new ProblemDetails(403, 20403, "The account has no access to this beta");
        if (webhooks_api === "not_found") throw missing(c.req.path);
        completeOperations(sandbox);
        return effect();
      },
    });

  /** Reads the JSON body, and answers a repeat of the same Idempotency-Key with the first answer. */
  async function write<Body>(c: Context, schema: z.ZodType<Body>, effect: (body: Body) => Reply): Promise<Response> {
    const text = c.req.method === "DELETE" ? "{}" : await c.req.text();
    const key = c.req.header("Idempotency-Key");
    return effectOf(c, () => {
      const parsed = schema.safeParse(jsonOf(text));
      if (key !== undefined && !uuidV7.test(key)) throw invalid("Idempotency-Key must be a UUIDv7");
      if (!parsed.success) throw invalid(z.prettifyError(parsed.error));
      const request = `${c.req.method} ${c.req.path} ${text}`;
      const done = key === undefined ? undefined : idempotency.bySid(key);
      if (done && done.fields.request !== request) throw conflict("The Idempotency-Key was used for another request");
      if (done) return { status: done.fields.status, body: done.fields.body };
      const reply = effect(parsed.data);
      const { status, body } = reply;
      if (key !== undefined) idempotency.add({ request, status, body }, now(), { sid: key });
      return reply;
    });
  }

  const existing = <Fields>(store: ResourceStore<Fields>, c: Context): Resource<Fields> => {
    const found = store.bySid(c.req.param("id") ?? "");
    if (!found) throw missing(c.req.path);
    return found;
  };
  const add = <Fields>(store: ResourceStore<Fields>, prefix: string, fields: Fields): Resource<Fields> => {
    if (store.all().length >= MAX_RESOURCES) throw conflict(`The account has ${MAX_RESOURCES} of these`);
    return store.add(fields, now(), { sid: newTypeId(prefix) });
  };
  /** The list and one of it. */
  const reads = <Fields>(
    name: string,
    key: string,
    store: ResourceStore<Fields>,
    wire: (resource: Resource<Fields>) => object,
    wants: (query: URLSearchParams, resource: Resource<Fields>) => boolean = () => true,
  ) => {
    app.get(`${root}/${name}`, (c) =>
      effectOf(c, () => {
        const { searchParams } = new URL(c.req.url);
        const rows = store.all().filter((each) => wants(searchParams, each));
        return { status: 200, body: tokenPage(searchParams, key, rows.map(wire)) };
      }),
    );
    app.get(`${root}/${name}/:id`, (c) => effectOf(c, () => ({ status: 200, body: wire(existing(store, c)) })));
  };
  const is = (query: URLSearchParams, name: string, value: string | undefined) => (query.get(name) ?? value) === value;

  reads("SharedKeys", "sharedKeys", sharedKeys, keyToWire);
  app.post(`${root}/SharedKeys`, (c) =>
    write(c, postSharedKey, ({ friendlyName }) => {
      const secret = newTypeId("") + newTypeId("");
      const key = add(sharedKeys, "webhooks_sharedkey_", { friendlyName: friendlyName ?? "", secret });
      return { status: 201, body: { ...keyToWire(key), secret } };
    }),
  );
  app.patch(`${root}/SharedKeys/:id`, (c) =>
    write(c, patchSharedKey, ({ friendlyName }) => {
      const key = existing(sharedKeys, c);
      const fields = { ...key.fields, friendlyName: friendlyName ?? key.fields.friendlyName };
      return { status: 200, body: keyToWire(sharedKeys.update(key, fields, now())) };
    }),
  );
  app.delete(`${root}/SharedKeys/:id`, (c) =>
    effectOf(c, () => {
      const key = existing(sharedKeys, c);
      if (settings.all().some(({ fields }) => signingKeyOf(fields) === key.sid))
        throw conflict("A setting uses the key");
      sharedKeys.remove(key);
      return { status: 204 };
    }),
  );

  reads(
    "Settings",
    "settings",
    settings,
    settingToWire,
    (query, { fields }) => is(query, "sharedKeyId", signingKeyOf(fields)) && is(query, "type", "CUSTOMER"),
  );
  app.post(`${root}/Settings`, (c) =>
    write(c, postSetting, (body) => {
      const { signature } = body;
      if (signature?.type === "SHARED_KEY" && !sharedKeys.bySid(signature.sharedKeyId))
        throw invalid(`signature.sharedKeyId: there is no SharedKey ${signature.sharedKeyId}`);
      const fields = { ...body, friendlyName: body.friendlyName ?? "" };
      return { status: 201, body: settingToWire(add(settings, "webhooks_setting_", fields)) };
    }),
  );
  app.patch(`${root}/Settings/:id`, (c) =>
    write(c, patchSetting, ({ friendlyName, description }) => {
      const setting = existing(settings, c);
      const fields = {
        ...setting.fields,
        ...(friendlyName !== undefined && { friendlyName }),
        ...(description !== undefined && { description }),
      };
      return { status: 200, body: settingToWire(settings.update(setting, fields, now())) };
    }),
  );
  app.delete(`${root}/Settings/:id`, (c) =>
    effectOf(c, () => {
      const setting = existing(settings, c);
      if (rules.all().some(({ fields }) => uses(fields, setting.sid))) throw conflict("A rule uses the setting");
      settings.remove(setting);
      return { status: 204 };
    }),
  );

  /** Rules change asynchronously: the answer has the operation that carries the change out. */
  const accepted = (c: Context, rule: Resource<RuleFields>, wanted: RuleFields | null): Reply => {
    const failing = sandbox.faults.strike({ operation: "webhook_operation", phoneNumber: null, page: null });
    const fields: OperationFields = {
      status: "PENDING",
      resourceId: rule.sid,
      rule: wanted,
      failure: failing ? (failing.message ?? "The rule could not be applied") : null,
      completedAt: null,
    };
    const operation = operations.add(fields, now(), { sid: newTypeId("webhooks_operation_") });
    const { origin } = new URL(c.req.url);
    const shown = wanted && { rule: ruleToWire({ ...rule, fields: wanted }) };
    const body = { operation: operationToWire(origin, operation), ...shown };
    return { status: 202, headers: { Location: body.operation.statusUrl }, body };
  };
  const checkRule = (fields: RuleFields, self?: string) => {
    for (const { settingId } of fields.settings)
      if (!settings.bySid(settingId)) throw invalid(`settings: there is no Setting ${settingId}`);
    const match = matchOf(fields);
    if (rules.all().some(({ sid, fields }) => sid !== self && matchOf(fields) === match))
      throw conflict(`There is a rule for ${match} already`);
  };

  reads("Rules", "rules", rules, ruleToWire, (query, { fields }) => {
    const settingId = query.get("settingId");
    return settingId === null || uses(fields, settingId);
  });
  app.post(`${root}/Rules`, (c) =>
    write(c, postRule, (body) => {
      const fields = { ...body, friendlyName: body.friendlyName ?? "", isActive: false };
      checkRule(fields);
      return accepted(c, add(rules, "webhooks_rule_", fields), fields);
    }),
  );
  app.patch(`${root}/Rules/:id`, (c) =>
    write(c, patchRule, (body) => {
      const rule = existing(rules, c);
      const { prefix, value, ...before } = rule.fields;
      const match = "matchType" in body ? {} : { ...(prefix && { prefix }), ...(value && { value }) };
      const given = Object.fromEntries(Object.entries(body).filter(([, each]) => each !== undefined && each !== null));
      const wanted: RuleFields = { ...before, ...match, ...given };
      checkRule(wanted, rule.sid);
      return accepted(c, rule, wanted);
    }),
  );
  app.delete(`${root}/Rules/:id`, (c) => write(c, z.unknown(), () => accepted(c, existing(rules, c), null)));

  app.get(`${root}/Operations`, (c) =>
    effectOf(c, () => {
      const { searchParams, origin } = new URL(c.req.url);
      const rows = operations
        .all()
        .filter(
          ({ fields }) =>
            is(searchParams, "status", fields.status) && is(searchParams, "resourceId", fields.resourceId),
        )
        .map((each) => operationToWire(origin, each));
      return { status: 200, body: tokenPage(searchParams, "operations", rows) };
    }),
  );
  app.get(`${root}/Operations/:id`, (c) =>
    effectOf(c, () => {
      const operation = advance(sandbox, existing(operations, c));
      return { status: 200, body: operationToWire(new URL(c.req.url).origin, operation) };
    }),
  );

  app.post(`${root}/Tests`, async (c) => {
    const text = await c.req.text();
    return effectOf(c, async () => {
      const parsed = testRequest.safeParse(jsonOf(text));
      if (!parsed.success) throw invalid(z.prettifyError(parsed.error));
      const { url, settingId, method } = parsed.data;
      const setting = settings.bySid(settingId)?.fields;
      if (!setting) throw invalid(`settingId: there is no Setting ${settingId}`);
      const began = now();
      const fields = { AccountSid: sandbox.accountSid, TestWebhook: "true" };
      const { status, body } = await send(sandbox, {
        name: "test",
        method,
        url,
        fields,
        token: crypto.randomUUID(),
        setting,
      });
      const isDelivered = status !== null && status < 400;
      const result = {
        outcome: isDelivered ? "SUCCESS" : "FAILED",
        response: status === null ? {} : { statusCode: status, headers: {} },
        timing: { totalMs: now() - began },
        ...(!isDelivered && { error: status === null ? body : `The endpoint answered ${status}` }),
      };
      return { status: 200, body: { url, result, createdAt: new Date(began).toISOString() } };
    });
  });
  return app;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text === "" ? "{}" : text);
  } catch {
    throw invalid("The body is not JSON");
  }
}

const matchOf = ({ matchType, value, prefix }: RuleFields): string => value ?? prefix ?? matchType;
const uses = ({ settings }: RuleFields, id: string): boolean => settings.some(({ settingId }) => settingId === id);
const signingKeyOf = ({ signature }: SettingFields): string | undefined =>
  signature?.type === "SHARED_KEY" ? signature.sharedKeyId : undefined;

const dates = ({ createdAt, updatedAt }: Pick<Resource<unknown>, "createdAt" | "updatedAt">) => ({
  createdAt: new Date(createdAt).toISOString(),
  updatedAt: new Date(updatedAt).toISOString(),
});

const keyToWire = (key: Resource<SharedKeyFields>) => ({
  id: key.sid,
  friendlyName: key.fields.friendlyName,
  ...dates(key),
});

/** Passwords and client secrets are never shown again. */
function settingToWire(setting: Resource<SettingFields>) {
  const { password: _, clientSecret: __, ...value } = setting.fields.auth.value;
  const auth = { ...setting.fields.auth, value };
  return { id: setting.sid, type: "CUSTOMER", ...setting.fields, auth, ...dates(setting) };
}

function ruleToWire(rule: Resource<RuleFields>) {
  const { isActive: _, ...fields } = rule.fields;
  return { id: rule.sid, ...fields, ...dates(rule) };
}

function operationToWire(origin: string, { sid, fields, createdAt }: Resource<OperationFields>) {
  const { status, resourceId, failure, completedAt } = fields;
  return {
    id: sid,
    statusUrl: `${origin}${root}/Operations/${sid}`,
    status,
    resourceId,
    ...(status === "FAILED" && {
      error: { type: "about:blank", title: "Operation failed", code: 20500, detail: failure },
    }),
    createdAt: new Date(createdAt).toISOString(),
    ...(completedAt !== null && { completedAt: new Date(completedAt).toISOString() }),
    retentionPeriod: "P7D",
  };
}
