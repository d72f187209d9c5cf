import fc from "fast-check";
import { expect, test } from "vitest";
import { type DialGateway, orderGateways } from "#connections/sip-trunks/dial-trunk";

const gateway = (fields: Partial<DialGateway>): DialGateway => ({
  id: "gwy_1",
  host: "sbc.example.net",
  port: null,
  transport: "udp",
  priority: 10,
  weight: 10,
  username: null,
  password: null,
  isDown: 0,
  ...fields,
});

const gateways = fc
  .array(fc.record({ priority: fc.nat({ max: 3 }), weight: fc.nat({ max: 100 }), isDown: fc.constantFrom(0, 1) }), {
    maxLength: 10,
  })
  .map((list) => list.map((fields, at) => gateway({ ...fields, isDown: fields.isDown as 0 | 1, id: `gwy_${at}` })));

test("every gateway has its turn once: those that are down last, then the lowest priority first, whatever the order given", () => {
  fc.assert(
    fc.property(fc.string(), gateways, fc.gen(), (key, given, gen) => {
      const ordered = orderGateways(key, given);
      expect(new Set(ordered)).toEqual(new Set(given));
      const places = ordered.map(({ isDown, priority }) => isDown * 100 + priority);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      const shuffled = gen(fc.shuffledSubarray, given, { minLength: given.length });
      expect(orderGateways(key, shuffled)).toEqual(ordered);
    }),
  );
});

test("gateways of one priority share the calls by weight, and one without weight comes after them", () => {
  const given = [
    gateway({ id: "gwy_a", weight: 30 }),
    gateway({ id: "gwy_b", weight: 10 }),
    gateway({ id: "gwy_c", weight: 0 }),
  ];
  const firsts = Array.from({ length: 4_000 }, (_, call) => orderGateways(`CA${call}`, given).map(({ id }) => id));
  const share = firsts.filter(([first]) => first === "gwy_a").length / firsts.length;
  expect(share).toBeGreaterThan(0.7);
  expect(share).toBeLessThan(0.8);
  expect(firsts.every(([, , last]) => last === "gwy_c")).toBe(true);
});
