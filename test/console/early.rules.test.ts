import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { ApiError } from "../../src/console/api/api-error";
import type { Call } from "../../src/console/api/call";
import { sendEarly, versionSeen } from "../../src/console/api/early";

/** Changes that the console shows before the API has answered. */

interface Thing {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
}

const conflict = () => new ApiError(412, {}, { method: "PATCH", url: "", requestId: null });
let things = 0;

/** A thing that an API of the test's own has, read by a page and shown in a list. */
function world() {
  things += 1;
  const id = `num_${things}`;
  const path = `/v1/phone-numbers/${id}`;
  const client = new QueryClient();
  let stored: Thing = { id, name: "old", tags: [] };
  let version = 1;
  const answerOf = (data: Thing) => ({ data, response: new Response(null, { headers: { etag: `"${version}"` } }) });
  const callOf = (method: string, ifMatch: string | undefined, answer: () => Promise<Thing>): Call<Thing> => ({
    method,
    url: path,
    body: undefined,
    headers: ifMatch === undefined ? {} : { "if-match": ifMatch },
    send: answer,
    sendForResponse: async () => answerOf(await answer()),
  });
  const read = callOf("GET", undefined, async () => stored);
  const keys = { page: [path, "version"], list: ["/v1/phone-numbers", "limit=100", "pages"] };
  client.setQueryData(keys.page, { data: stored, etag: `"${version}"` });
  client.setQueryData(keys.list, { pages: [{ data: [stored, { ...stored, id: "other" }] }], pageParams: [undefined] });
  return {
    client,
    read,
    change: (part: Partial<Thing>, gate: Promise<unknown> = Promise.resolve()) => {
      const etag = client.getQueryData<{ etag: string }>(keys.page)?.etag;
      const patch = (ifMatch: string | undefined) =>
        callOf("PATCH", ifMatch, async () => {
          await gate;
          if (ifMatch !== `"${version}"`) throw conflict();
          version += 1;
          stored = { ...stored, ...part };
          return stored;
        });
      const early = { read, id, change: (before: Thing) => ({ ...before, ...part }) };
      return sendEarly(client, () => patch(versionSeen({ read, etag })), early);
    },
    changeByAnother: (part: Partial<Thing>) => {
      version += 1;
      stored = { ...stored, ...part };
    },
    page: () => client.getQueryData<{ data: Thing; etag: string }>(keys.page),
    names: () =>
      client
        .getQueryData<{ pages: { data: Thing[] }[] }>(keys.list)
        ?.pages.flatMap(({ data }) => data.map(({ name }) => name)),
    isStale: () => client.getQueryState(keys.page)?.isInvalidated,
    keys,
  };
}

/** Lets everything happen that waits for nothing. */
const turn = () => new Promise<void>((done) => setTimeout(done));

test("a change is shown before the answer, on the page and in lists, and the answer brings its version", async () => {
  const { change, page, names } = world();
  const { promise: gate, resolve: answer } = Promise.withResolvers<void>();
  const sent = change({ name: "new" }, gate);
  await turn();
  expect(page()).toMatchObject({ data: { name: "new" }, etag: '"1"' });
  expect(names()).toEqual(["new", "old"]);
  answer();
  await sent;
  expect(page()).toMatchObject({ data: { name: "new" }, etag: '"2"' });
});

test("a refused change is taken back everywhere, and the newest is read", async () => {
  const { change, changeByAnother, page, names, isStale } = world();
  const { promise: gate, resolve: answer } = Promise.withResolvers<void>();
  const sent = change({ name: "new" }, gate);
  await turn();
  changeByAnother({ name: "theirs" });
  answer();
  await expect(sent).rejects.toThrow(ApiError);
  expect(page()).toMatchObject({ data: { name: "old" }, etag: '"1"' });
  expect(names()).toEqual(["old", "old"]);
  expect(isStale()).toBe(true);
});

test("two changes that are both refused leave what was there before them, and lists count as old", async () => {
  const { client, change, changeByAnother, page, names, keys } = world();
  const { promise: gate, resolve: answer } = Promise.withResolvers<void>();
  const both = Promise.allSettled([change({ name: "first" }, gate), change({ name: "second" }, gate)]);
  await turn();
  expect(names()).toEqual(["second", "old"]);
  changeByAnother({ name: "theirs" });
  answer();
  expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(page()).toMatchObject({ data: { name: "old" }, etag: '"1"' });
  expect(names()).toEqual(["old", "old"]);
  expect(client.getQueryState(keys.list)?.isInvalidated).toBe(true);
});

test("newer values that came meanwhile are not taken back", async () => {
  const { client, change, changeByAnother, page, keys } = world();
  const { promise: gate, resolve: answer } = Promise.withResolvers<void>();
  const sent = change({ name: "new" }, gate);
  await turn();
  changeByAnother({ name: "theirs" });
  client.setQueryData(keys.page, { data: { id: "num", name: "theirs", tags: [] }, etag: '"2"' });
  answer();
  await expect(sent).rejects.toThrow(ApiError);
  expect(page()).toMatchObject({ data: { name: "theirs" }, etag: '"2"' });
});

test("a reading that began before the change does not show the old value again", async () => {
  const { client, change, page, keys } = world();
  const { promise: readGate, resolve: answerReading } = Promise.withResolvers<void>();
  const { promise: gate, resolve: answer } = Promise.withResolvers<void>();
  const old = client.getQueryData(keys.page);
  const reading = client
    .fetchQuery({ queryKey: keys.page, queryFn: () => readGate.then(() => old) })
    .catch(() => undefined);
  const sent = change({ name: "new" }, gate);
  await turn();
  answerReading();
  await reading;
  expect(page()).toMatchObject({ data: { name: "new" } });
  answer();
  await sent;
});

test("a second change of one's own, made before the first was answered, is no conflict; another's change is", async () => {
  const { change, changeByAnother, page } = world();
  const { promise: gate, resolve: answer } = Promise.withResolvers<void>();
  const first = change({ name: "new" }, gate);
  await turn();
  const second = change({ tags: ["vip"] });
  await turn();
  expect(page()).toMatchObject({ data: { name: "new", tags: ["vip"] } });
  answer();
  await Promise.all([first, second]);
  expect(page()).toMatchObject({ data: { name: "new", tags: ["vip"] }, etag: '"3"' });
  changeByAnother({ name: "theirs" });
  await expect(change({ tags: [] })).rejects.toThrow(ApiError);
});
