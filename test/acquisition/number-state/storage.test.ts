import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { objectOf } from "../../support/objects";
import { freshNumber } from "../../support/seed";

test("a write right after deleteAll stays, alarm included", async () => {
  const stub = objectOf(freshNumber());
  await runInDurableObject(stub, async (_, { storage }) => {
    storage.kv.put("record", "old");
    void storage.setAlarm(Date.now() + 100_000);
    void storage.deleteAll();
    storage.kv.put("record", "new");
    void storage.setAlarm(Date.now() + 200_000);
  });
  await runInDurableObject(stub, async (_, { storage }) => {
    expect(storage.kv.get("record")).toBe("new");
    expect(await storage.getAlarm()).toBeGreaterThan(Date.now() + 150_000);
  });
});
