import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { recordFirstMessage } from "#porting/progress/first-message";
import { createJobContext } from "#runtime/job-context";
import { PortWorld } from "../../porting/progress/world";
import type { Json } from "../../support/api";
import { freshMessage, sendWebhook } from "../../support/carrier";
import { eventually } from "../../support/eventually";

/** Two numbers that have moved: the request is completed, and their messages may still come elsewhere. */
async function portedNumbers() {
  const world = await PortWorld.create(2);
  await world.run();
  world.port.finish(world.now);
  world.list();
  await world.later();
  await world.later();
  const { api } = world.tenant;
  const path = `/v1/porting-requests/${world.id}`;
  const numbers: Json[] = (await api.get(`${path}/numbers`)).body.data;
  const statuses = async () => ({
    numbers: (await api.get(`${path}/numbers`)).body.data.map((number: Json) => number.messaging_status),
    request: (await api.get(path)).body.messaging_status,
  });
  const text = (number: Json | undefined) =>
    sendWebhook(`/twilio/${world.tenant.id}/numbers/${number?.phone_number_id}/sms`, {
      fields: freshMessage({ To: number?.phone_number }),
    });
  const events = async () =>
    (await api.get("/v1/events?type=porting_request.messaging_changed")).body.data.map(({ data }: Json) => data);
  return { world, path, numbers, statuses, text, events };
}

test("the first text message to a ported number shows that its messages have moved; of the request, when all have", async () => {
  const { world, path, numbers, statuses, text, events } = await portedNumbers();
  const [first, second] = numbers;
  expect(await statuses()).toEqual({ numbers: ["activating", "activating"], request: "activating" });
  const before = (await world.tenant.api.get(path)).headers.get("etag");
  expect((await text(first)).status).toBe(200);
  await eventually(async () =>
    expect(await statuses()).toEqual({ numbers: ["ported", "activating"], request: "activating" }),
  );
  expect((await world.tenant.api.get(path)).headers.get("etag")).not.toBe(before);
  expect(await events()).toEqual([
    {
      phone_number: first?.phone_number,
      phone_number_id: first?.phone_number_id,
      porting_number_id: first?.id,
      messaging_status: "ported",
    },
  ]);
  const timeline = (await world.tenant.api.get(`${path}/timeline?kind=messaging_changed`)).body.data;
  expect(timeline).toMatchObject([{ detail: expect.stringContaining(first?.phone_number) }]);

  await text(second);
  await eventually(async () => expect(await statuses()).toEqual({ numbers: ["ported", "ported"], request: "ported" }));
});

test("further messages, and the same one told twice at once, record nothing more", async () => {
  const { world, numbers, text, events } = await portedNumbers();
  const ctx = createJobContext(env, createExecutionContext());
  const subject = { tenantId: world.tenant.id, phoneNumberId: numbers[0]?.phone_number_id };
  await Promise.all([recordFirstMessage(ctx, subject), recordFirstMessage(ctx, subject)]);
  await recordFirstMessage(ctx, { ...subject, tenantId: "ten_other" });
  await text(numbers[0]);
  expect(await events()).toHaveLength(1);
});
