import fc from "fast-check";
import { expect, test } from "vitest";
import { boundaryOf, readFormFile } from "#porting/share-links/form-file";
import { browserForm } from "../../support/browser-form";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The bytes in chunks of these lengths, then the rest. */
const streamOf = (bytes: Uint8Array, lengths: readonly number[]): ReadableStream<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const length of [...lengths, bytes.length]) {
    if (at < bytes.length && length > 0) chunks.push(bytes.slice(at, at + length));
    at += length;
  }
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
};

async function read(bytes: Uint8Array, boundary: string, lengths: readonly number[] = []) {
  const file = await readFormFile(streamOf(bytes, lengths), { boundary, length: bytes.length });
  return file && { ...file, contents: new Uint8Array(await new Response(file.body).arrayBuffer()) };
}

const file = (contents: Uint8Array | string, filename = "a.pdf") => ({ contents, filename, type: "application/pdf" });

test("a form gives its fields and its file, wherever its bytes are cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(fc.nat(60), { maxLength: 20 }),
      async (contents, lengths) => {
        const { bytes, boundary } = browserForm([
          ["kind", "bill"],
          ["file", file(contents, "März.pdf")],
        ]);
        const found = await read(bytes, boundary, lengths);
        expect(found).toMatchObject({ filename: "März.pdf", contentType: "application/pdf", length: contents.length });
        expect(found?.fields).toEqual(new Map([["kind", "bill"]]));
        expect([...(found?.contents ?? [])]).toEqual([...contents]);
      },
    ),
    { numRuns: 60 },
  );
});

test("a form that is cut off, or ends otherwise, cannot be read to its end", async () => {
  const { bytes, boundary } = browserForm([["file", file("contents")]]);
  await expect(read(bytes.with(-3, 0x20), boundary)).rejects.toThrow();
  const cut = await readFormFile(streamOf(bytes.slice(0, -20), []), { boundary, length: bytes.length });
  await expect(new Response(cut?.body).arrayBuffer()).rejects.toThrow();
});

test("a body that is no form with a file is none", async () => {
  expect(await read(encode("kind=bill"), "x")).toBeNull();
  expect(await read(encode("x".repeat(20_000)), "x")).toBeNull();
  const { bytes, boundary } = browserForm([["kind", "bill"]]);
  expect(await read(bytes, boundary)).toBeNull();
  const boundaries = [
    null,
    "application/pdf",
    'multipart/form-data; boundary="a b"',
    "multipart/form-data;boundary=xy",
  ];
  expect(boundaries.map(boundaryOf)).toEqual([null, null, "a b", "xy"]);
});
