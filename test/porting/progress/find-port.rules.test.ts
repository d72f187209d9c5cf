import { expect, test } from "vitest";
import type { CarrierPort, CarrierPorting } from "#kernel/ports/carrier-porting";
import { findPort } from "#porting/progress/find-port";
import { ModelCarrier } from "./model-carrier";

const SENT_AT = 1_000_000_000;
const e164s = ["+13125550100", "+13125550101"];

const portOf = (serial: number, numbers: readonly string[], createdAt: number | null = SENT_AT): CarrierPort => ({
  ...new ModelCarrier(numbers, serial).fetch(),
  createdAt,
});

/** Twilio with these ports, two on a page. */
const twilioWith = (...ports: CarrierPort[]) => twilioOf(2, ...ports);

function twilioOf(perPage: number, ...ports: CarrierPort[]) {
  const fetched: string[] = [];
  const porting: Pick<CarrierPorting, "listPorts" | "fetchPort"> = {
    listPorts: async (_, page) => {
      const start = Number(page ?? 0);
      const lines = ports.slice(start, start + perPage).map(({ id, status, rawStatus, numbers }) => ({
        ...{ id, status, rawStatus, requested: numbers.length, ported: 0, suggestedAction: null },
      }));
      return {
        kind: "ok",
        value: { ports: lines, next: start + perPage < ports.length ? String(start + perPage) : null },
      };
    },
    fetchPort: async (id) => {
      fetched.push(id);
      return { kind: "ok", value: ports.find((port) => port.id === id) ?? null };
    },
  };
  const find = (excluded: readonly string[] = []) =>
    findPort(porting, { e164s, sentAt: SENT_AT, excluded: new Set(excluded) });
  return { find, fetched, porting };
}

test("the port with exactly the ordered numbers is found on any page, whatever their order", async () => {
  const ours = portOf(4, e164s.toReversed());
  const { find, fetched } = twilioWith(
    portOf(1, ["+13125550100"]),
    portOf(2, ["+13125550100", "+13125550109"]),
    portOf(3, [...e164s, "+1312555010"]),
    ours,
  );
  expect(await find()).toEqual({ kind: "ok", value: ours });
  // Ports of another size are not worth a question.
  expect(fetched).toEqual([portOf(2, []).id, ours.id]);
});

test("a port that was made before, or that this one replaces, is another one", async () => {
  const before = portOf(1, e164s, SENT_AT - 3_600_000);
  const replaced = portOf(2, e164s);
  const { find } = twilioWith(before, replaced);
  expect(await find([replaced.id])).toEqual({ kind: "ok", value: null });
  expect(await find()).toEqual({ kind: "ok", value: replaced });
});

test("a search of very many ports stops before an invocation's requests are used up, and goes on where it stopped", async () => {
  const others = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => portOf(from + at, ["+13125550100", "+13125550109"]));
  const ours = portOf(1_000, e164s);
  const sought = { e164s, sentAt: SENT_AT, excluded: new Set<string>() };
  const many = twilioOf(100, ...others(1, 350), ours);
  const first = await findPort(many.porting, sought);
  expect(first).toEqual({ kind: "more", position: { page: "200", pages: 2 } });
  expect(many.fetched).toHaveLength(200);
  if (first.kind !== "more") throw new Error("It went on.");
  expect(await findPort(many.porting, sought, first.position)).toEqual({ kind: "ok", value: ours });
  expect(many.fetched).toHaveLength(351);
});

test("a list that Twilio does not give proves nothing", async () => {
  const silent = { kind: "unknown", message: "No answer." } as const;
  const porting = { listPorts: async () => silent, fetchPort: async () => silent };
  expect(await findPort(porting, { e164s, sentAt: SENT_AT, excluded: new Set() })).toEqual(silent);
});
