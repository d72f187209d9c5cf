import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { resealSnapshot, staleSnapshots } from "#acquisition/imports/reseal-snapshots";
import { snapshotOf, unsealSnapshot } from "#acquisition/imports/snapshots";
import { keyIdOf, openVault } from "#kernel/ports/vault";
import type { Json } from "../../support/api";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { importOne, keepQuiet, World, withWorld } from "./world";

/** Imports and detachments of one number, one story each. `restoration.test.ts` has what must hold for all of them. */

keepQuiet();

const events = async ({ api }: Tenant, type: string): Promise<Json[]> =>
  (await api.get(`/v1/events?type=${type}`)).body.data;

test("an import points a number here, and a detachment leaves it as it was", async () => {
  const { tenant, world, e164, carrierId, before } = await withWorld({
    voice_url: "https://ivr.example.com/?key=secret",
    voice_method: "GET",
    trunk_sid: "TK1",
  });
  const item = await importOne(world, e164);
  expect(item).toMatchObject({ step: "succeeded", carrierId, e164 });
  expect(item.report.replaced).toEqual([{ kind: "trunk", setting: "trunk_sid", value: "TK1" }]);
  expect(world.account.settingsOf(carrierId)).toEqual({
    ...before,
    voice_url: `${env.PUBLIC_ORIGIN}/twilio/${tenant.id}/numbers/${item.phoneNumberId}/voice`,
    voice_method: "POST",
    status_callback: `${env.PUBLIC_ORIGIN}/twilio/${tenant.id}/numbers/${item.phoneNumberId}/voice-status`,
    sms_url: `${env.PUBLIC_ORIGIN}/twilio/${tenant.id}/numbers/${item.phoneNumberId}/sms`,
    trunk_sid: null,
  });
  expect((await tenant.api.get(`/v1/phone-numbers/${item.phoneNumberId}`)).body).toMatchObject({
    acquisition_method: "imported",
    carrier_account_id: world.accountId,
    monthly_price: null,
    friendly_name: "Theirs",
    status: "active",
  });
  const sealed = await env.DB.prepare("select settings from number_snapshots where phone_number_id = ?")
    .bind(item.phoneNumberId)
    .first<string>("settings");
  expect(sealed).not.toContain("secret");
  const [detached] = await world.finish(await world.submit("detach", [item.phoneNumberId]));
  expect(detached).toMatchObject({ step: "succeeded", report: { notRestored: [] } });
  expect(detached.report.restored).toEqual(
    expect.arrayContaining(["voice_url", "voice_method", "sms_url", "trunk_sid"]),
  );
  expect(world.account.settingsOf(carrierId)).toEqual(before);
  expect(await world.inventory()).toEqual({ [carrierId]: ["released"] });
  expect(await events(tenant, "phone_number.imported")).toHaveLength(1);
  expect(await events(tenant, "phone_number.detached")).toMatchObject([{ data: { not_restored: [], error: null } }]);
  expect(await events(tenant, "import_job.completed")).toHaveLength(2);
});

test("what answers a number stops its import until the request names it, and the dry run says so", async () => {
  const { world, e164, carrierId, before } = await withWorld({ sms_application_sid: "AP2", trunk_sid: "TK1" }, "ie1");
  for (const dryRun of [true, false]) {
    const item = await importOne(world, e164, { overwrite: ["trunk"], dryRun });
    expect(item).toMatchObject({ step: "failed", errorCode: "number_in_use" });
    expect(item.errorDetail).toContain('"overwrite": ["application"]');
    expect(item.errorDetail).toContain('"overwrite": ["region"]');
    expect(item.report.replaced.map(({ kind }: Json) => kind)).toEqual(["trunk", "application", "region"]);
  }
  const allowed = await importOne(world, e164, { dryRun: true });
  expect(allowed).toMatchObject({ step: "succeeded" });
  expect(world.account.settingsOf(carrierId)).toEqual(before);
  expect(await world.inventory()).toEqual({});
});

test("an import that Twilio refuses is put back, and says Twilio's code", async () => {
  const { tenant, world, e164, carrierId, before } = await withWorld({ voice_url: "https://ivr.example.com/" });
  let writes = 0;
  world.account.disturb = (request) => (request === "write" && ++writes === 1 ? "refused" : undefined);
  const item = await importOne(world, e164);
  expect(item).toMatchObject({ step: "failed", errorCode: "carrier_refused", carrierCode: 21999 });
  expect(item.errorDetail).toBe("Twilio does not like https://ivr.example.com/status");
  expect(world.account.settingsOf(carrierId)).toEqual(before);
  expect(await world.inventory()).toEqual({ [carrierId]: ["released"] });
  expect(await events(tenant, "phone_number.detached")).toMatchObject([{ data: { error: "carrier_refused" } }]);
  expect(await importOne(world, e164)).toMatchObject({ step: "succeeded" });
});

test("a number that another program changes back is put back and fails", async () => {
  const { world, e164, carrierId } = await withWorld({ voice_url: "https://ivr.example.com/" });
  world.account.disturb = (request) => {
    const isOurs = world.account.settingsOf(carrierId)?.voice_url?.includes("/twilio/");
    if (request === "read" && isOurs) world.account.change(carrierId, { voice_url: "https://terraform.example.com/" });
    return undefined;
  };
  const item = await importOne(world, e164);
  expect(item).toMatchObject({ step: "failed", errorCode: "configuration_not_kept" });
  expect(item.errorDetail).toContain("voice_url");
  expect(world.account.settingsOf(carrierId)).toMatchObject({
    voice_url: "https://terraform.example.com/",
    sms_url: null,
  });
  expect(item.report.notRestored).toEqual([{ setting: "voice_url", code: "changed", carrierCode: null, detail: null }]);
});

test("an import that failed before it changed the region does not say that another program did", async () => {
  const { tenant } = await withWorld();
  const world = await World.of(tenant.id, "ie1");
  const e164 = freshNumber();
  world.account.add(e164);
  world.account.regions.delete(e164);
  let writes = 0;
  world.account.disturb = (request) => (request === "write" && ++writes === 1 ? "refused" : undefined);
  const item = await importOne(world, e164);
  expect(item).toMatchObject({ step: "failed", errorCode: "carrier_refused", report: { notRestored: [] } });
});

test("a repeat of an import leaves the agent that the tenant has set or removed meanwhile", async () => {
  const { tenant, world, e164, carrierId } = await withWorld();
  const [first, second] = await Promise.all(
    ["One", "Two"].map(async (name) => {
      const agent = { name, destination: { kind: "say", message: name } };
      return (await tenant.api.post("/v1/agents", agent)).body.id;
    }),
  );
  const configuration = { friendlyName: null, tags: [], metadata: {}, agentId: first };
  const jobId = await world.submit("import", [e164], { configuration });
  world.account.disturb = (request) => (request === "write" ? "busy" : undefined);
  await world.run(jobId);
  const id = (await world.rows()).get(carrierId);
  const { body: number } = await tenant.api.get(`/v1/phone-numbers/${id}`);
  expect(number.agent_id).toBe(first);
  await tenant.api.post(`/v1/phone-numbers/${id}/assign`, { agent_id: second });
  world.account.disturb = () => undefined;
  expect(await world.finish(jobId)).toMatchObject([{ step: "succeeded" }]);
  expect((await tenant.api.get(`/v1/phone-numbers/${id}`)).body.agent_id).toBe(second);
});

test("a detachment leaves what others have changed, and says what it could not put back and why", async () => {
  const { world, e164, carrierId } = await withWorld({
    voice_application_sid: "AP1",
    sms_application_sid: "AP2",
    status_callback: "https://ivr.example.com/status",
  });
  const { phoneNumberId } = await importOne(world, e164);
  world.account.change(carrierId, { sms_url: "https://new.example.com/", address_sid: "AD9", trunk_sid: "TK9" });
  world.account.gone.add("AP2");
  const [preview] = await world.finish(await world.submit("detach", [phoneNumberId], { dryRun: true }));
  expect(preview.report.restored).toContain("sms_application_sid");
  const [item] = await world.finish(await world.submit("detach", [phoneNumberId]));
  expect(item).toMatchObject({ step: "succeeded" });
  expect(item.report.notRestored).toEqual(
    expect.arrayContaining([
      { setting: "sms_url", code: "changed", carrierCode: null, detail: null },
      { setting: "address_sid", code: "changed", carrierCode: null, detail: null },
      { setting: "trunk_sid", code: "changed", carrierCode: null, detail: null },
      { setting: "voice_application_sid", code: "changed", carrierCode: null, detail: null },
      {
        setting: "sms_application_sid",
        code: "refused",
        carrierCode: 21999,
        detail: "Twilio does not like https://ivr.example.com/status",
      },
    ]),
  );
  expect(item.report.notRestored).toHaveLength(5);
  expect(world.account.settingsOf(carrierId)).toMatchObject({
    voice_url: null,
    status_callback: "https://ivr.example.com/status",
    sms_url: "https://new.example.com/",
    trunk_sid: "TK9",
  });
});

test("a number is detached by force without Twilio, and a later import still knows how it was", async () => {
  const { world, e164, carrierId, before } = await withWorld({
    voice_url: "https://ivr.example.com/",
    trunk_sid: "TK1",
  });
  const { phoneNumberId } = await importOne(world, e164);
  world.account.disturb = () => "refused";
  const [forced] = await world.finish(await world.submit("detach", [phoneNumberId], { force: true }));
  expect(forced).toMatchObject({ step: "succeeded" });
  expect(forced.report.notRestored).toContainEqual({
    setting: "trunk_sid",
    code: "forced",
    carrierCode: null,
    detail: null,
  });
  world.account.disturb = () => undefined;
  const again = await importOne(world, e164);
  expect(again).toMatchObject({ step: "succeeded" });
  await world.finish(await world.submit("detach", [again.phoneNumberId]));
  expect(world.account.settingsOf(carrierId)).toEqual(before);
});

test("two tenants may have the same number in accounts of their own, but not the same number of one account", async () => {
  const { tenant, world, e164 } = await withWorld();
  const [other, third] = [await World.of((await withTenant()).id), await World.of((await withTenant()).id)];
  const elsewhere = other.account.add(e164, { voice_url: "https://other.example.com/" });
  third.account.share(world.account);
  const [mine, theirs] = [await importOne(world, e164), await importOne(other, e164)];
  expect([mine.step, theirs.step]).toEqual(["succeeded", "succeeded"]);
  expect(mine.phoneNumberId).not.toBe(theirs.phoneNumberId);
  const lost = await importOne(third, e164);
  expect(lost).toMatchObject({ step: "failed", errorCode: "number_owned" });
  expect(JSON.stringify(lost)).not.toContain(mine.phoneNumberId);
  expect(JSON.stringify(lost)).not.toContain(tenant.id);
  expect(await importOne(world, e164)).toMatchObject({
    step: "failed",
    errorCode: "number_already_yours",
    phoneNumberId: mine.phoneNumberId,
  });
  const [again] = await world.finish(await world.submit("import", "all"));
  expect(again).toMatchObject({ step: "succeeded", phoneNumberId: mine.phoneNumberId });
  // The same tenant may have it twice, too; a detachment by number is about the account's own.
  const second = await World.of(tenant.id);
  const twin = second.account.add(e164);
  expect(await importOne(second, e164)).toMatchObject({ step: "succeeded" });
  const [mineOnly] = await world.finish(await world.submit("detach", [e164]));
  expect(mineOnly).toMatchObject({ step: "succeeded", phoneNumberId: mine.phoneNumberId });
  expect(await second.inventory()).toEqual({ [twin]: ["active"] });
  const [unknown] = await world.finish(await world.submit("detach", ["+14155550199"]));
  expect(unknown).toMatchObject({ step: "failed", errorCode: "not_found" });
  await other.finish(await other.submit("detach", "all"));
  expect(other.account.settingsOf(elsewhere)).toMatchObject({ voice_url: "https://other.example.com/" });
});

test("the agent answers before the number rings, caps count, and the cap on cost does not", async () => {
  const { tenant, world, e164, carrierId } = await withWorld();
  const { body: agent } = await tenant.api.post("/v1/agents", {
    name: "Desk",
    destination: { kind: "say", message: "Hello." },
  });
  await env.DB.prepare(
    "update tenants set number_limit = 1, cost_limit_amount = '0.01', cost_limit_currency = 'USD' where id = ?",
  )
    .bind(tenant.id)
    .run();
  let agentAtWrite: unknown;
  let pending: Promise<unknown> = Promise.resolve();
  world.account.disturb = (request) => {
    if (request === "write") {
      pending = env.DB.prepare("select agent_id from phone_numbers where carrier_id = ?")
        .bind(carrierId)
        .first("agent_id")
        .then((agentId) => {
          agentAtWrite = agentId;
        });
    }
    return undefined;
  };
  const configuration = { friendlyName: "Front", tags: ["a"], metadata: { k: "v" }, agentId: agent.id };
  const item = await importOne(world, e164, { configuration });
  await pending;
  expect(agentAtWrite).toBe(agent.id);
  expect((await tenant.api.get(`/v1/phone-numbers/${item.phoneNumberId}`)).body).toMatchObject({
    friendly_name: "Front",
    tags: ["a"],
    metadata: { k: "v" },
    agent_id: agent.id,
  });
  const second = freshNumber();
  world.account.add(second);
  for (const dryRun of [true, false]) {
    expect(await importOne(world, second, { dryRun })).toMatchObject({
      step: "failed",
      errorCode: "number_limit_reached",
    });
  }
  await world.finish(await world.submit("detach", [item.phoneNumberId]));
  expect(await events(tenant, "assignment.ended")).toHaveLength(1);
});

test("snapshots are sealed anew under the newest key, and a detachment still opens them", async () => {
  const { world, e164, carrierId, before } = await withWorld({ voice_url: "https://ivr.example.com/?key=secret" });
  const { phoneNumberId } = await importOne(world, e164);
  const keys = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)] as const;
  const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
  const [older, rotated] = [
    openVault({ keys: [keys[0]], randomBytes }),
    openVault({ keys: [keys[1], keys[0]], randomBytes }),
  ];
  const ctx = world.context();
  const [row] = await snapshotOf(ctx.db, phoneNumberId);
  if (!row) throw new Error("There is no snapshot.");
  const text = await unsealSnapshot(ctx.vault, row);
  const settings = await older.seal(text, { tenantId: world.tenantId, rowId: phoneNumberId });
  await env.DB.prepare("update number_snapshots set settings = ?, secrets_key_id = ? where phone_number_id = ?")
    .bind(settings, keyIdOf(settings), phoneNumberId)
    .run();
  const range = { after: null, limit: 10 };
  const stale = (await staleSnapshots({ ...ctx, vault: rotated }, range)).filter(
    (each) => each.phoneNumberId === phoneNumberId,
  );
  expect(stale).toHaveLength(1);
  for (const each of stale) await resealSnapshot({ ...ctx, vault: rotated }, each);
  const [again] = await snapshotOf(ctx.db, phoneNumberId);
  if (!again) throw new Error("There is no snapshot.");
  expect(await unsealSnapshot(openVault({ keys: [keys[1]], randomBytes }), again)).toBe(text);
  await env.DB.prepare("update number_snapshots set settings = ? where phone_number_id = ?")
    .bind(row.settings, phoneNumberId)
    .run();
  await world.finish(await world.submit("detach", [phoneNumberId]));
  expect(world.account.settingsOf(carrierId)).toEqual(before);
});
