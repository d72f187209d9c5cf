import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { requireAccount } from "#connections/carrier-accounts/queries";
import { openSecrets } from "#connections/carrier-accounts/secrets";
import { type Answer, type Json, send } from "../../support/api";
import { allCells } from "../../support/database";
import { contextOf } from "../../support/inventory";
import { noteLogs } from "../../support/logged";
import { sandbox } from "../../support/sandbox";
import { withTenant } from "../../support/seed";

afterEach(() => {
  vi.restoreAllMocks();
});

test("planted secrets are in no answer, log line, event, finding, error, stored answer or clear cell", async () => {
  const logged = noteLogs();
  const tenant = await withTenant();
  const { api } = tenant;
  const account = await sandbox.account();
  const key = await sandbox.apiKey(account.sid);
  const planted = new Map<string, string>([
    ["auth token", account.auth_token],
    ["key secret", key.secret],
    ["refused token", "planted-refused-token-00000000001"],
    ["secondary token", "planted-secondary-token-000000001"],
    ["gateway password", "Planted-gateway-password-1"],
    ["account number", "PLANTED-0012345678"],
    ["port-out PIN", "planted004217"],
    ["number's PIN", "planted009981"],
    ["token in a wrong body", "planted token with spaces 0000001"],
  ]);
  const secret = (name: string): string => planted.get(name) ?? "";
  const answers: Answer[] = [];
  const ask = async (answer: Promise<Answer>): Promise<Json> => {
    answers.push(await answer);
    return answers.at(-1)?.body;
  };
  const path = "/v1/carrier-accounts";
  const keyed = {
    name: "By key",
    account_sid: account.sid,
    api_key_sid: key.sid,
    api_key_secret: secret("key secret"),
  };
  const once = { "idempotency-key": `secrets ${tenant.id}` };
  const { id } = await ask(api.post(path, keyed, once));
  await ask(api.post(path, keyed, once));
  await ask(api.post(path, { ...keyed, api_key_secret: secret("refused token") }, once));
  await ask(api.post(path, keyed));
  await ask(api.post(path, { ...keyed, auth_token: secret("token in a wrong body") }));
  await ask(api.post(path, { ...keyed, token: secret("refused token") }));
  await ask(api.post(path, { ...keyed, auth_token: [secret("refused token")] }));
  const authorization = `Bearer ${tenant.key}`;
  const headers = { authorization, "content-type": "application/json" };
  await ask(send(path, { method: "POST", headers, body: `{"auth_token":"${secret("refused token")}` }));
  await ask(api.post(`${path}/${id}/verify`));
  await ask(api.post(`${path}/${id}/rotate-signing-key`, undefined, once));
  await ask(api.post(`${path}/${id}/rotate-signing-key`, undefined, { "idempotency-key": `rotate ${tenant.id}` }));
  const tokens = { auth_token: secret("auth token"), secondary_auth_token: secret("secondary token") };
  await ask(api.patch(`${path}/${id}`, tokens));
  await ask(api.patch(`${path}/${id}`, { auth_token: secret("refused token"), api_key_sid: null }));
  await ask(api.get(`${path}/${id}/verification`));
  await sandbox.inAccount(account.sid, "POST", "/faults", { kind: "html_error", times: 20 });
  await ask(api.post(`${path}/${id}/verify`));
  const gateway = {
    host: "sip.example.com",
    transport: "tls",
    outbound: true,
    username: "pm",
    password: secret("gateway password"),
  };
  await ask(
    api.post(
      "/v1/sip-trunks",
      { name: "PBX", provider: "generic", gateways: [gateway] },
      { "idempotency-key": `trunk ${tenant.id}` },
    ),
  );
  await ask(api.post("/v1/sip-trunks", { name: "PBX", provider: "generic", gateways: [{ ...gateway, port: -1 }] }));
  const port = {
    account_number: secret("account number"),
    pin: secret("port-out PIN"),
    numbers: [{ phone_number: "+13125550100", pin: secret("number's PIN") }],
  };
  const ports = "/v1/porting-requests";
  const draft = await ask(api.post(ports, port, { "idempotency-key": `port ${tenant.id}` }));
  await ask(api.post(ports, port, { "idempotency-key": `port ${tenant.id}` }));
  await ask(api.post(ports, { ...port, account_number: `${port.account_number} ?`, pin: [port.pin] }));
  await ask(api.post(`${ports}/${draft.id}/numbers`, { numbers: [{ phone_number: "+1", pin: `${port.pin}` }] }));
  const { data: numbers } = await ask(api.get(`${ports}/${draft.id}/numbers`));
  await env.DB.prepare("update porting_requests set status = 'exception' where id = ?").bind(draft.id).run();
  await ask(api.patch(`${ports}/${draft.id}`, { account_number: port.pin, pin: port.account_number.replace("-", "") }));
  await ask(api.patch(`${ports}/${draft.id}`, { account_number: port.account_number, pin: port.pin }));
  await ask(api.patch(`${ports}/${draft.id}/numbers/${numbers[0].id}`, { pin: port.pin }));
  for (const list of [
    `${ports}/${draft.id}/timeline`,
    ports,
    path,
    `${path}/${id}`,
    "/v1/sip-trunks",
    "/v1/events?limit=200",
    "/v1/findings",
  ]) {
    await ask(api.get(list));
  }
  const ctx = contextOf(tenant.id);
  const { sharedKeys } = await openSecrets(ctx.vault, await requireAccount(ctx, id));
  expect(sharedKeys.length).toBeGreaterThan(0);
  for (const [at, shared] of sharedKeys.entries()) planted.set(`shared key ${at}`, shared.secret);

  const cells = await allCells();
  expect(cells.length).toBeGreaterThan(200);
  expect(answers.length).toBeGreaterThan(20);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 201, 400, 409, 422]));
  expect(logged.length).toBeGreaterThan(10);
  const places: readonly (readonly [string, readonly string[]])[] = [
    ["an answer", answers.map(({ body, headers }) => JSON.stringify([body, [...headers]]))],
    ["a log line", logged],
    ["a cell", cells],
  ];
  const found = [...planted].flatMap(([name, text]) =>
    places.flatMap(([place, texts]) =>
      texts
        .filter((one) => one.includes(text) || one.includes(btoa(text)))
        .map((one) => `${name} in ${place}: ${one.slice(0, 80)}`),
    ),
  );
  expect(found).toEqual([]);
  // The sweep itself sees what is not secret.
  expect(cells.some((cell) => cell.includes(account.sid))).toBe(true);
});
