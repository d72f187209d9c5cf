import { expect, test } from "vitest";
import { openVault } from "#kernel/ports/vault";

const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
const owner = { tenantId: "ten_1", rowId: "whe_1" };

test("a secret comes back as it went in, and never looks the same twice", async () => {
  const vault = openVault({ keys: [newKey], randomBytes });
  const [once, twice] = [await vault.seal("whsec_ä", owner), await vault.seal("whsec_ä", owner)];
  expect(await vault.open(once, owner)).toBe("whsec_ä");
  expect(once).not.toBe(twice);
  expect(once).not.toContain("whsec");
});

test("a secret opens for its own row only, and not after a bit of it was changed", async () => {
  const vault = openVault({ keys: [newKey], randomBytes });
  const sealed = await vault.seal("secret", owner);
  const changed = sealed.slice(0, -1) + (sealed.endsWith("0") ? "1" : "0");
  for (const [text, whose] of [
    [sealed, { ...owner, rowId: "whe_2" }],
    [sealed, { ...owner, tenantId: "ten_2" }],
    [changed, owner],
  ] as const) {
    await expect(vault.open(text, whose)).rejects.toThrow();
  }
});

test("a secret of an old key opens while that key is still configured, and not without it", async () => {
  const sealed = await openVault({ keys: [oldKey], randomBytes }).seal("secret", owner);
  const rotated = openVault({ keys: [newKey, oldKey], randomBytes });
  expect(await rotated.open(sealed, owner)).toBe("secret");
  expect((await rotated.seal("secret", owner)).split(".")[1]).not.toBe(sealed.split(".")[1]);
  await expect(openVault({ keys: [newKey], randomBytes }).open(sealed, owner)).rejects.toThrow("SECRETS_KEY");
});
