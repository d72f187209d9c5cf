import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_METADATA_KEYS, mergeMetadata } from "#inventory/phone-numbers/merge-metadata";
import { changedFields } from "#kernel/http/wire";
import type { Json } from "../../support/api";
import { type OwnedNumber, ownedBy } from "../../support/carrier";
import { type Tenant, withTenant } from "../../support/seed";
import { repetitions } from "../../support/soak";

/** Changes whose statements decide by themselves what to write do the same as the rules that give reasons. */

const eventsOf = async (tenant: Tenant, { id }: OwnedNumber, types: readonly string[]): Promise<Json[]> => {
  const { results } = await env.DB.prepare(
    `select type, data from events where tenant_id = ? and subject_id = ? and type in (${types.map((type) => `'${type}'`).join()}) order by seq`,
  )
    .bind(tenant.id, id)
    .all<{ type: string; data: string }>();
  return results.map(({ type, data }) => ({ type, data: JSON.parse(data) }));
};

/** Few keys and values, so that changes meet: some that JSON escapes, and some that look like numbers. */
const keys = fc.constantFrom("crm", "1", "10", "2", 'quo"te', "back\\slash", "ümläut", "a/b", "$.path", "[0]");
const values = fc.constantFrom("", "v", "w", "1", "null", 'two "words"', "line\nbreak", "tab\there", "\\u0041", "😀");
const metadata = fc.dictionary(keys, fc.option(values), { maxKeys: 4 });
const tags = fc.uniqueArray(fc.constantFrom("a", "b", 'c"d', "ü"), { maxLength: 3 });

const change = fc.record(
  {
    friendly_name: fc.constantFrom("Desk", "Hall", 'The "desk"'),
    tags,
    metadata,
    deletion_lock: fc.boolean(),
    port_out_lock: fc.boolean(),
    sms_forward_to: fc.constantFrom(null, "+14155550188", "+14155550199"),
  },
  { requiredKeys: [] },
);

test("changes of any fields, given anew or as they are, give the values, versions and events that the rules give", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const path = `/v1/phone-numbers/${number.id}`;
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(change, fc.boolean(), async (asked, byNumber) => {
      const before = await tenant.api.get(path);
      const events = (await eventsOf(tenant, number, ["phone_number.updated"])).length;
      const after = { ...asked, metadata: mergeMetadata(before.body.metadata, asked.metadata ?? {}) };
      const changed = changedFields(before.body, after);
      const answer = await tenant.api.patch(byNumber ? `/v1/phone-numbers/${number.e164}` : path, asked);
      const updatedAt = changed.length === 0 ? before.body.updated_at : answer.body.updated_at;
      expect(answer).toMatchObject({ status: 200, body: { ...before.body, ...after, updated_at: updatedAt } });
      expect(answer.body.metadata).toEqual(after.metadata);
      const versionOf = ({ headers }: typeof before) => Number(JSON.parse(headers.get("etag") ?? ""));
      expect(versionOf(answer) - versionOf(before)).toBe(changed.length === 0 ? 0 : 1);
      const read = await tenant.api.get(path);
      expect([read.body, versionOf(read)]).toEqual([answer.body, versionOf(answer)]);
      const recorded = (await eventsOf(tenant, number, ["phone_number.updated"])).slice(events);
      const data = { phone_number: number.e164, changed: expect.arrayContaining(changed) };
      expect(recorded).toEqual(changed.length === 0 ? [] : [{ type: "phone_number.updated", data }]);
      for (const event of recorded) expect(event.data.changed).toHaveLength(changed.length);
      seen += recorded.length;
    }),
    { numRuns: repetitions(60, 2_000) },
  );
  expect(seen).toBeGreaterThan(10);
});

test("metadata may have as many keys as are allowed, and a change that removes some may add as many", async () => {
  const tenant = await withTenant();
  const path = `/v1/phone-numbers/${(await ownedBy(tenant)).id}`;
  const many = Object.fromEntries(Array.from({ length: MAX_METADATA_KEYS }, (_, at) => [`k${at}`, "v"]));
  const patched = (fields: Json) => tenant.api.patch(path, { metadata: fields });
  expect((await patched(many)).status).toBe(200);
  expect(await patched({ another: "v" })).toMatchObject({ status: 422, body: { errors: [{ pointer: "/metadata" }] } });
  const { status, body } = await patched({ another: "v", k0: null });
  expect([status, Object.keys(body.metadata).length]).toEqual([200, MAX_METADATA_KEYS]);
});

test("of suspensions and resumptions at once, each that changes something has its event, and the last one decides", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const moves = Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? "suspend" : "resume"));
  const answers = await Promise.all(moves.map((move) => tenant.api.post(`/v1/phone-numbers/${number.id}/${move}`)));
  expect(answers.map(({ status }) => status)).toEqual(moves.map(() => 200));
  const events = await eventsOf(tenant, number, ["phone_number.suspended", "phone_number.resumed"]);
  const words = ["phone_number.suspended", "phone_number.resumed"];
  expect(events.map(({ type }) => type)).toEqual(events.map((_, at) => words[at % 2]));
  const { body, headers } = await tenant.api.get(`/v1/phone-numbers/${number.id}`);
  expect(body.status).toBe(events.length % 2 === 0 ? "active" : "suspended");
  expect(headers.get("etag")).toBe(`"${1 + events.length}"`);
});

test("a number that does not exist, is another tenant's or is released is refused as before", async () => {
  const [tenant, neighbour] = [await withTenant(), await withTenant()];
  const { id, e164 } = await ownedBy(neighbour);
  for (const reference of ["num_none", id, e164]) {
    const path = `/v1/phone-numbers/${reference}`;
    const agent = { agent_id: "agt_none" };
    for (const answer of [
      await tenant.api.patch(path, { tags: ["a"] }),
      await tenant.api.patch(path, {}, { "if-match": '"1"' }),
      await tenant.api.post(`${path}/suspend`),
      await tenant.api.post(`${path}/resume`),
      await tenant.api.post(`${path}/assign`, agent),
    ]) {
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
  }
  const path = `/v1/phone-numbers/${id}`;
  const none = await neighbour.api.post(`${path}/assign`, { agent_id: "agt_none" });
  expect(none.body.code).toBe("agent_not_found");
  await neighbour.api.post(`${path}/release`);
  for (const move of ["suspend", "resume"]) {
    const answer = await neighbour.api.post(`${path}/${move}`);
    const detail = `${e164} is cooling_off; "${move}" is not possible from there.`;
    expect(answer).toMatchObject({ status: 409, body: { code: "illegal_transition", detail } });
  }
});
