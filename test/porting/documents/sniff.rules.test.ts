import fc from "fast-check";
import { fileTypeFromBuffer } from "file-type";
import { describe, expect, test } from "vitest";
import { DocumentSniffer, documentTypes, type SniffedDocument, sniffType } from "#porting/documents/sniff";

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part, "latin1")] : [...part])));

function sniff(file: Uint8Array, chunkLengths: readonly number[] = [file.length]): SniffedDocument {
  const sniffer = new DocumentSniffer();
  let at = 0;
  for (const length of chunkLengths) {
    sniffer.push(file.subarray(at, at + length));
    at += length;
  }
  sniffer.push(file.subarray(at));
  return sniffer.result();
}

const pngChunks = [0, 0, 0, 13, ...Buffer.from("IHDR"), 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0];
const tiffBody = [8, 0, 0, 0, 1, 0, 0, 1, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0];
const samples = {
  "a PDF": bytes("%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"),
  "a PNG": bytes([0x89], "PNG\r\n", [0x1a, 0x0a], pngChunks, "IDAT", [0, 0, 0, 0]),
  "a JPEG": bytes([0xff, 0xd8, 0xff, 0xe0, 0, 16], "JFIF", [0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xff, 0xd9]),
  "a little-endian TIFF": bytes("II", [0x2a, 0], tiffBody),
  "a big-endian TIFF": bytes("MM", [0, 0x2a, 0, 0, 0, 8, 0, 1, 1, 0, 0, 3, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]),
  "a little-endian BigTIFF": bytes("II", [0x2b, 0, 8, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0]),
  "a big-endian BigTIFF": bytes("MM", [0, 0x2b, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16]),
};
const others = {
  "no bytes": bytes(),
  "a page": bytes("<!doctype html><p>Hello</p>"),
  "a GIF": bytes("GIF89a", [1, 0, 1, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b]),
  "an archive": bytes("PK", [3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
  "half of a PNG's signature": bytes([0x89], "PNG"),
};

test.each(Object.entries({ ...samples, ...others }))("%s is called the same by file-type", async (_, file) => {
  const oracle = (await fileTypeFromBuffer(file))?.mime ?? null;
  expect(sniff(file).type).toBe(documentTypes.find((type) => type === oracle) ?? null);
});

test("each format has a sample", () => {
  expect(new Set(Object.values(samples).map(sniffType))).toEqual(new Set(documentTypes));
});

test("a PDF's header may stand anywhere in the first kilobyte, and not after it", () => {
  const at = (offset: number) => sniff(bytes(new Array(offset).fill(0x20), "%PDF-1.4\n%%EOF")).type;
  expect([at(0), at(1_019), at(1_020)]).toEqual(["application/pdf", "application/pdf", null]);
});

test("an image that mentions a PDF's header stays an image", () => {
  expect(sniff(bytes([0xff, 0xd8, 0xff, 0xe1], "%PDF-1.4")).type).toBe("image/jpeg");
});

describe("encryption of a PDF", () => {
  const pdf = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
    bytes("%PDF-1.7\n", ...parts, "\n%%EOF\n");
  const trailer = "trailer\n<< /Root 1 0 R /Encrypt 9 0 R >>";
  const stream = (content: string): string =>
    `5 0 obj\n<< /Length ${content.length} >>\nstream\n${content}\nendstream\nendobj\n`;

  test.each([
    ["in the trailer", pdf(trailer), true],
    ["as a dictionary of its own", pdf("trailer << /Encrypt<< /Filter /Standard >> >>"), true],
    ["in the dictionary of a cross-reference stream", pdf("7 0 obj << /Type /XRef /Encrypt 9 0 R >> stream\nxx"), true],
    ["in a name with escapes", pdf("trailer << /#45ncryp#74 9 0 R >>"), true],
    ["after a stream", pdf(stream("q Q"), trailer), true],
    ["in no place", pdf(stream("q Q"), "trailer << /Root 1 0 R >>"), false],
    ["in an attached file", pdf(stream(trailer), "trailer << /Root 1 0 R >>"), false],
    ["in a longer name", pdf("trailer << /EncryptMetadata true >>"), false],
    ["in a sentence", pdf("<< /Title (How to /Encrypt a file) >>"), false],
  ])("%s", (_, file, isEncrypted) => {
    expect(sniff(file)).toMatchObject({ type: "application/pdf", isEncrypted });
  });

  test("an image is never encrypted", () => {
    expect(sniff(bytes([0xff, 0xd8, 0xff], trailer)).isEncrypted).toBe(false);
  });
});

test("a PDF without its end is incomplete, and an end long before the end does not count", () => {
  const complete = (...parts: readonly (string | readonly number[])[]) =>
    sniff(bytes("%PDF-1.4\n", ...parts)).isComplete;
  const junk = (count: number) => new Array<number>(count).fill(0);
  expect([complete("%%EOF"), complete("%%EOF", junk(1_019)), complete("%%EOF", junk(1_020)), complete("xref")]).toEqual(
    [true, true, false, false],
  );
});

/** Pieces of PDFs that sit on the borders of chunks, in any order. */
const pieces = [
  "%PDF-1.7\n",
  "/Encrypt 5 0 R",
  ">> stream\r\n",
  "endstream",
  "\n",
  "%%EOF",
  "/#45ncrypt<<",
  "stream",
  ">>",
];

test("cutting a file into chunks in other places changes nothing", () => {
  let encrypted = 0;
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 90 })), { maxLength: 30 }),
      fc.array(fc.nat({ max: 40 }), { maxLength: 40 }),
      (parts, lengths) => {
        const file = bytes("%PDF-1.4 ", ...parts);
        const whole = sniff(file);
        encrypted += whole.isEncrypted ? 1 : 0;
        expect(sniff(file, lengths)).toEqual(whole);
        expect(sniff(file, new Array(file.length).fill(1))).toEqual(whole);
      },
    ),
    { numRuns: 300 },
  );
  expect(encrypted).toBeGreaterThan(30);
});
