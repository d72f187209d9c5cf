import fc from "fast-check";
import { expect, test } from "vitest";
import { extendChain, GENESIS, hashAfter, headAt, type Link, sealAll, start } from "#events/log/chain";

interface Event extends Link {
  readonly id: string;
  readonly data: Readonly<Record<string, fc.JsonValue>>;
}

const data = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });

/** A sealed chain of so many events, as the API shows it. */
const chain = (minLength: number) =>
  fc.array(data, { minLength, maxLength: 12 }).map((all) =>
    (async () => {
      const events = all.map((of, at): Event => ({ seq: at + 1, id: `evt_${at}`, data: of, hash: null }));
      const hashes = await sealAll(GENESIS, events);
      return events.map((event, at) => ({ ...event, hash: hashes[at] ?? null }));
    })(),
  );

const place = fc.nat();

/** The fault that is found in a chain after something was done to it, at an event chosen by `place`. */
async function faultAfter(events: readonly Event[], tamper: (events: Event[]) => Event[]) {
  const found = await extendChain(start, tamper([...events]));
  if ("head" in found) throw new Error("The chain was found whole.");
  return found.fault;
}

test("the hash is that of the documented text, whatever the order of the fields", async () => {
  const event = {
    seq: 1,
    id: "evt_1",
    type: "t",
    subject: { type: "s", id: "é\n" },
    data: { b: [1, null], a: 0.5 },
    hash: null,
  };
  const text = `${"0".repeat(64)}\n{"data":{"a":0.5,"b":[1,null]},"id":"evt_1","seq":1,"subject":{"id":"é\\n","type":"s"},"type":"t"}`;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  expect(await hashAfter(GENESIS, event)).toBe(hex);
  const { hash: _, data: __, ...rest } = event;
  const reversed = { hash: "f".repeat(64), data: { a: 0.5, b: [1, null] }, ...rest };
  expect(await hashAfter(GENESIS, reversed)).toBe(hex);
});

test("a chain leads to its last sealed event, from its beginning or from any event in it", async () => {
  await fc.assert(
    fc.asyncProperty(chain(1), place, fc.nat(3), async (sealed, at, young) => {
      const events = await sealed;
      const last = events.at(-1);
      const fresh = Array.from({ length: young }, (_, i) => ({ ...events[0], seq: events.length + i + 1, hash: null }));
      const head = { seq: last?.seq, hash: last?.hash, unsealed: young };
      expect(await extendChain(start, [...events, ...fresh])).toEqual({ head });
      const middle = at % events.length;
      const from = headAt(middle + 1, events[middle]?.hash ?? "");
      expect(await extendChain(from, [...events.slice(middle + 1), ...fresh])).toEqual({ head });
    }),
  );
});

test("whatever is changed in an event, it is named", async () => {
  const change = fc.oneof(
    fc.string().map((id) => ({ id: `other ${id}` })),
    data.map((of) => ({ data: { ...of, changed: true } })),
    fc.constant({ put_in: 1 }),
    fc.constant({ hash: "0".repeat(64) }),
  );
  await fc.assert(
    fc.asyncProperty(chain(1), place, change, async (sealed, at, changed) => {
      const events = await sealed;
      const index = at % events.length;
      const fault = await faultAfter(events, (all) =>
        all.map((event, i) => (i === index ? { ...event, ...changed } : event)),
      );
      expect(fault).toEqual({ seq: index + 1, reason: "hash_mismatch", index });
    }),
  );
});

test("an event that was changed and sealed anew betrays itself in the next one", async () => {
  await fc.assert(
    fc.asyncProperty(chain(2), place, async (sealed, at) => {
      const events = await sealed;
      const index = at % (events.length - 1);
      const previous = events[index - 1]?.hash ?? GENESIS;
      const forged = { ...events[index], data: { forged: true } } as Event;
      const hash = await hashAfter(previous, forged);
      const fault = await faultAfter(events, (all) => all.with(index, { ...forged, hash }));
      expect(fault).toEqual({ seq: index + 2, reason: "hash_mismatch", index: index + 1 });
    }),
  );
});

test("an event that was taken out is named as missing, or as changed where the later ones were numbered anew", async () => {
  await fc.assert(
    fc.asyncProperty(chain(2), place, async (sealed, at) => {
      const events = await sealed;
      const index = at % (events.length - 1);
      expect(await faultAfter(events, (all) => all.toSpliced(index, 1))).toEqual({
        seq: index + 1,
        reason: "missing",
        index,
      });
      const renumbered = (all: Event[]) => all.toSpliced(index, 1).map((event, i) => ({ ...event, seq: i + 1 }));
      expect(await faultAfter(events, renumbered)).toEqual({ seq: index + 1, reason: "hash_mismatch", index });
    }),
  );
});

test("events that changed places are named, with their numbers or without", async () => {
  await fc.assert(
    fc.asyncProperty(chain(2), place, place, async (sealed, one, other) => {
      const events = await sealed;
      const [a = 0, b = 0] = [one % events.length, other % events.length].sort((x, y) => x - y);
      fc.pre(a !== b);
      const swapped = (all: Event[]) => all.with(a, events[b] as Event).with(b, events[a] as Event);
      expect(await faultAfter(events, swapped)).toEqual({ seq: a + 1, reason: "reordered", index: a });
      const renumbered = (all: Event[]) => swapped(all).map((event, i) => ({ ...event, seq: i + 1 }));
      expect(await faultAfter(events, renumbered)).toMatchObject({ seq: a + 1, index: a });
    }),
  );
});

test("an event that was put in is named, be it a copy or made up", async () => {
  await fc.assert(
    fc.asyncProperty(chain(1), place, async (sealed, at) => {
      const events = await sealed;
      const index = at % events.length;
      const event = events[index] as Event;
      const copied = await faultAfter(events, (all) => all.toSpliced(index + 1, 0, event));
      expect(copied).toEqual({ seq: index + 1, reason: "reordered", index: index + 1 });
      const madeUp = { ...event, id: "evt_new", hash: await hashAfter(GENESIS, { ...event, seq: 0 }) };
      const renumbered = (all: Event[]) => all.toSpliced(index, 0, madeUp).map((of, i) => ({ ...of, seq: i + 1 }));
      expect(await faultAfter(events, renumbered)).toEqual({ seq: index + 1, reason: "reordered", index });
    }),
  );
});

test("an event that lost its hash is named once a sealed one follows", async () => {
  await fc.assert(
    fc.asyncProperty(chain(2), place, async (sealed, at) => {
      const events = await sealed;
      const index = at % (events.length - 1);
      const bare = (all: Event[]) => all.with(index, { ...(events[index] as Event), hash: null });
      expect(await faultAfter(events, bare)).toEqual({ seq: index + 1, reason: "hash_mismatch", index });
    }),
  );
});
