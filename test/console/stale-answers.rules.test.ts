import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, expect, test } from "vitest";
import { makeStale } from "../../src/console/live/stale-answers";

/** Answers that a change makes stale, also while they are being read. */

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A server whose answers the test gives, and one answer of it in the cache. */
function world() {
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } },
  });
  const asked: PromiseWithResolvers<string>[] = [];
  const options = {
    queryKey: ["/v1/agents"],
    queryFn: () => {
      const answer = Promise.withResolvers<string>();
      asked.push(answer);
      return answer.promise;
    },
  };
  const use = () => ends.push(new QueryObserver(client, options).subscribe(() => undefined));
  ends.push(() => client.clear());
  const change = (isRead = true) => makeStale(client, ({ queryKey }) => queryKey[0] === "/v1/agents", { isRead });
  return { client, asked, options, use, change, shown: () => client.getQueryData(["/v1/agents"]) };
}

const pass = () => new Promise((resolve) => setTimeout(resolve));

test("a change during the first reading has it read once more, and once only", async () => {
  const { asked, use, change, shown } = world();
  use();
  change();
  change();
  asked[0]?.resolve("before");
  await pass();
  expect([asked.length, shown()]).toEqual([2, "before"]);
  asked[1]?.resolve("after");
  await pass();
  expect([asked.length, shown()]).toEqual([2, "after"]);
});

test("a change during another reading begins that one anew", async () => {
  const { client, asked, options, use, change, shown } = world();
  use();
  asked[0]?.resolve("first");
  await pass();
  void client.refetchQueries({ queryKey: options.queryKey });
  change();
  asked[1]?.resolve("before");
  asked[2]?.resolve("after");
  await pass();
  expect([asked.length, shown()]).toEqual([3, "after"]);
});

test.each([true, false])(
  "a change while a page that is not shown yet is read ahead has it read when it is shown: read at once is %s",
  async (isRead) => {
    const { client, asked, options, use, change, shown } = world();
    void client.prefetchQuery(options);
    change(isRead);
    asked[0]?.resolve("before");
    await pass();
    expect([asked.length, shown()]).toEqual([1, "before"]);
    use();
    asked[1]?.resolve("after");
    await pass();
    expect([asked.length, shown()]).toEqual([2, "after"]);
  },
);

test("a page that is shown while it is still read ahead is read once more after a change", async () => {
  const { client, asked, options, use, change, shown } = world();
  void client.prefetchQuery(options);
  change(false);
  use();
  asked[0]?.resolve("before");
  await pass();
  asked[1]?.resolve("after");
  await pass();
  expect([asked.length, shown()]).toEqual([2, "after"]);
});

test("a first reading that fails is read once more after a change, which may have made what was missing", async () => {
  const { asked, use, change, shown } = world();
  use();
  change();
  asked[0]?.reject(new Error("not found"));
  await pass();
  asked[1]?.resolve("after");
  await pass();
  expect([asked.length, shown()]).toEqual([2, "after"]);
});
