import { describe, expect, test } from "vitest";
import { signText } from "#kernel/values/keyed-signature";
import { isDownloadAllowed, signDownloadUrl } from "#porting/documents/signed-url";

const now = Date.UTC(2026, 10, 29, 12);
const oldKey = new Uint8Array(32).fill(1);
const newKey = new Uint8Array(32).fill(2);
const documentId = "doc_01k0000000000000000000000a";

async function signed(secretsKeys: readonly Uint8Array[] = [oldKey]) {
  const { url, expiresAt } = await signDownloadUrl(
    { publicOrigin: "https://pm.example.com", secretsKeys },
    documentId,
    now,
  );
  const { origin, pathname, searchParams } = new URL(url);
  const given = {
    documentId,
    expires: searchParams.get("expires") ?? "",
    signature: searchParams.get("signature") ?? "",
  };
  return { origin, pathname, expiresAt, given };
}

const allowed = (
  given: Parameters<typeof isDownloadAllowed>[1],
  at = now,
  secretsKeys: readonly Uint8Array[] = [oldKey],
) => isDownloadAllowed({ secretsKeys }, given, at);

describe("a download URL", () => {
  test("leads to the document's content, and works until its second comes", async () => {
    const { origin, pathname, expiresAt, given } = await signed();
    expect([origin, pathname]).toEqual(["https://pm.example.com", `/porting-documents/${documentId}/content`]);
    expect(expiresAt - now).toBe(300_000);
    expect([await allowed(given), await allowed(given, expiresAt - 1), await allowed(given, expiresAt)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("is of no use for another document, another time or with another signature", async () => {
    const { given } = await signed();
    const flipped = given.signature.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    for (const changed of [
      { documentId: documentId.replace(/a$/, "b") },
      { expires: String(Number(given.expires) + 1) },
      { expires: `0${given.expires}` },
      { expires: `${given.expires}.0` },
      { expires: "" },
      { signature: flipped },
      { signature: given.signature.toUpperCase() },
      { signature: given.signature.slice(2) },
      { signature: "" },
    ]) {
      expect(await allowed({ ...given, ...changed }), JSON.stringify(changed)).toBe(false);
    }
  });

  test("survives a rotation of keys while the old key is there", async () => {
    const { given } = await signed();
    expect(await allowed(given, now, [newKey, oldKey])).toBe(true);
    expect(await allowed(given, now, [newKey])).toBe(false);
    expect(await allowed((await signed([newKey, oldKey])).given, now, [newKey])).toBe(true);
  });

  test("is refused for more than ten minutes, even if signed, and with a signature for another purpose", async () => {
    const expires = String(now / 1_000 + 601);
    const text = `${documentId}\n${expires}`;
    const far = await signText([oldKey], "porting-documents: download", text);
    expect(await allowed({ documentId, expires, signature: far })).toBe(false);
    expect(await allowed({ documentId, expires, signature: far }, now + 1_000)).toBe(true);
    const other = await signText([oldKey], "another purpose", text);
    expect(await allowed({ documentId, expires, signature: other }, now + 1_000)).toBe(false);
  });
});
