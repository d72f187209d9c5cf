import fc from "fast-check";
import { TrieRouter } from "hono/router/trie-router";
import { expect, test } from "vitest";
import { RouteList } from "#kernel/http/route-list";

const methods = ["GET", "POST", "ALL"];
const literal = fc.constantFrom("v1", "orders", "numbers", "quote");
const routePath = fc
  .record({
    segments: fc.array(fc.oneof(literal, fc.constantFrom("first", "second")), { maxLength: 4 }),
    isPrefix: fc.boolean(),
  })
  .map(({ segments, isPrefix }) => {
    // A parameter has one name per position, as Hono shares the node of a name among routes.
    const named = segments.map((segment, at) => (/first|second/.test(segment) ? `:p${at}` : segment));
    return `/${[...named, ...(isPrefix ? ["*"] : [])].join("/")}`;
  });
const requestPath = fc
  .array(fc.oneof(literal, fc.constantFrom("", "num_1")), { maxLength: 6 })
  .map((segments) => `/${segments.join("/")}`);

test("finds the same handlers and parameters, in the same order, as Hono's router", () => {
  const route = fc.record({ method: fc.constantFrom(...methods), path: routePath });
  const request = fc.record({ method: fc.constantFrom("GET", "POST", "PATCH"), path: requestPath });
  let matched = 0;
  fc.assert(
    fc.property(fc.array(route, { maxLength: 12 }), fc.array(request, { minLength: 1 }), (routes, requests) => {
      const [ours, theirs] = [new RouteList<number>(), new TrieRouter<number>()];
      for (const [at, { method, path }] of routes.entries()) {
        ours.add(method, path, at);
        theirs.add(method, path, at);
      }
      for (const { method, path } of requests) {
        const [found] = ours.match(method, path);
        matched += found.length;
        const [expected] = theirs.match(method, path) as [[number, Record<string, string>][]];
        expect(found).toEqual(expected.map(([handler, params]) => [handler, { ...params }]));
      }
    }),
  );
  expect(matched).toBeGreaterThan(0);
});

test("a route that is added after a match counts", () => {
  const routes = new RouteList<string>();
  routes.add("GET", "/orders/:id", "read");
  expect(routes.match("GET", "/orders/ord_1")).toEqual([[["read", { id: "ord_1" }]]]);
  routes.add("ALL", "/orders/*", "log");
  expect(routes.match("GET", "/orders/ord_1")).toEqual([
    [
      ["read", { id: "ord_1" }],
      ["log", {}],
    ],
  ]);
});

test("a path that is written like a route is an ordinary path", () => {
  const routes = new RouteList<string>();
  routes.add("ALL", "/*", "log");
  routes.add("GET", "/orders/:id", "read");
  expect(routes.match("GET", "/orders/:id")).toEqual([
    [
      ["log", {}],
      ["read", { id: ":id" }],
    ],
  ]);
  expect(routes.match("GET", "/*")).toEqual([[["log", {}]]]);
});

test.each([
  "/orders/:id{[0-9]+}",
  "/orders/:id?",
  "/orders/*/items",
  "/orders/item*",
  "/orders/:",
  "/orders/:first-second",
  "orders/:id",
  "*",
])("the pattern %s, which the list does not match, is refused by its name", (path) => {
  const routes = new RouteList<string>();
  expect(() => routes.add("GET", path, "read")).toThrow(path);
  expect(routes.match("GET", "/orders/ord_1")).toEqual([[]]);
});
