import fc from "fast-check";
import { extractText, getDocumentProxy } from "unpdf";
import { expect, test } from "vitest";
import { widthOf } from "#porting/documents/helvetica-widths";
import { type LetterFacts, makeLetter } from "#porting/documents/letter-of-authorization";
import { writePdf } from "#porting/documents/pdf-file";
import { encodeWinAnsi, transliterate } from "#porting/documents/win-ansi";

const facts: LetterFacts = {
  reference: "prt_01k0000000000000000000000a",
  provider: "Acme Voice",
  losingCarrier: "Old Line Telephone",
  customerName: "Żółw & Łukasz Söhne GmbH",
  authorizedPerson: { name: "Łukasz Źdźbło", email: "lukasz@example.com", phone: "+14155550123" },
  serviceAddress: {
    street: "1 Main St",
    street_2: "Suite 5",
    city: "Springfield",
    state: "IL",
    postal_code: "62701",
    country: "US",
  },
  billingAddress: null,
  billingTelephoneNumber: "+12175550100",
  scope: "partial",
  desiredDate: "2026-12-14",
  phoneNumbers: ["+12175550100"],
};

function pdfOf(changes: Partial<LetterFacts> = {}): Uint8Array {
  const letter = makeLetter({ ...facts, ...changes });
  if ("unprintable" in letter) throw new Error(JSON.stringify(letter.unprintable));
  return letter.pdf;
}

/** The text of each page, as pdf.js reads it. */
async function read(pdf: Uint8Array): Promise<string[]> {
  const { text } = await extractText(pdf.slice(), { mergePages: false });
  return text.map((page) => page.replaceAll(/\s+/g, " "));
}

test("a public reader finds each fact in the letter", async () => {
  const pages = await read(pdfOf());
  expect(pages).toHaveLength(1);
  for (const fact of [
    "Letter of Authorization",
    "Acme Voice",
    "Old Line Telephone",
    // Latin-1 has these letters, and lacks those of the names in Polish.
    "Zólw & Lukasz Söhne GmbH",
    "Lukasz Zdzblo",
    "lukasz@example.com",
    "1 Main St, Suite 5, Springfield, IL 62701, US",
    "+12175550100",
    "2026-12-14",
    "Signature",
    facts.reference,
    "Page 1 of 1",
  ]) {
    expect(pages[0]).toContain(fact);
  }
});

test("a thousand numbers stand on numbered pages, each once, and the signature is on the last", async () => {
  const phoneNumbers = Array.from({ length: 1_000 }, (_, index) => `+1217555${String(index).padStart(4, "0")}`);
  const pages = await read(pdfOf({ phoneNumbers, billingTelephoneNumber: null }));
  expect(pages.length).toBeGreaterThan(3);
  expect(pages.join(" ").match(/\+1217555\d{4}/g)).toEqual(phoneNumbers);
  expect(pages.map((page) => page.includes("Signature"))).toEqual(pages.map((_, index) => index === pages.length - 1));
  for (const [index, page] of pages.entries()) expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
});

test("a name in a script without a spelling in Latin letters is reported with its field", () => {
  expect(makeLetter({ ...facts, authorizedPerson: { ...facts.authorizedPerson, name: "王小明 Wang" } })).toEqual({
    unprintable: [{ pointer: "/authorized_person/name", characters: ["王", "小", "明"] }],
  });
});

test("no text leaves the page, however long its words are", async () => {
  const word = fc.string({ unit: fc.constantFrom("W", "i", "ß", "m", "Ł"), minLength: 1, maxLength: 200 });
  const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(" "));
  await fc.assert(
    fc.asyncProperty(text, text, fc.integer({ min: 1, max: 400 }), async (customerName, losingCarrier, count) => {
      const phoneNumbers = Array.from({ length: count }, (_, index) => `+44${String(index).padStart(13, "7")}`);
      const document = await getDocumentProxy(pdfOf({ customerName, losingCarrier, phoneNumbers }).slice());
      for (let index = 1; index <= document.numPages; index += 1) {
        const { items } = await (await document.getPage(index)).getTextContent();
        for (const item of items) {
          if (!("transform" in item) || item.str.trim() === "") continue;
          const [, , , , x = 0, y = 0] = item.transform;
          expect(x).toBeGreaterThanOrEqual(54);
          expect(x + item.width).toBeLessThanOrEqual(612 - 53.9);
          expect(y).toBeGreaterThan(40);
          expect(y).toBeLessThan(750);
        }
      }
    }),
    { numRuns: 15 },
  );
});

test.each(["regular", "bold"] as const)("pdf.js measures each %s character as we do", async (weight) => {
  const characters = Array.from({ length: 0xe0 }, (_, index) => String.fromCharCode(0x20 + index)).concat([
    ..."€ŠžŒ…—",
  ]);
  // pdf.js gives a narrow character alone no width.
  const texts = characters.flatMap((character) =>
    /[\s\u{7f}-\u{a0}\u{ad}]/u.test(character) ? [] : [`n${character}n`],
  );
  const page = texts.map((text, at) => ({ kind: "text" as const, x: 9, y: 780 - 3 * at, size: 10, weight, text }));
  const document = await getDocumentProxy(writePdf({ title: "Widths", pages: [page] }));
  const { items } = await (await document.getPage(1)).getTextContent();
  const measured = items.flatMap((item) => ("str" in item && item.str !== "" ? [[item.str, item.width]] : []));
  const expected = texts.map((text) => [text.replace("µ", "μ"), widthOf(encodeWinAnsi(text), weight) * 10]);
  expect(measured).toHaveLength(expected.length);
  for (const [at, [text, width]] of expected.entries())
    expect(measured[at]).toEqual([text, expect.closeTo(Number(width), 3)]);
});

test.each([
  ["Łódź", "Lódz"],
  ["Þórr Ærø", "Þórr Ærø"],
  ["Nguyễn Thị Ơn", "Nguyen Thi On"],
  ["Ștefan Đorđević", "Stefan Dordevic"],
  ["Щукин Юрий", "Shchukin Iurii"],
  ["ЩУКИН ЮРИЙ БОРЩ", "SHCHUKIN IURII BORSHCH"],
  ["Київ, Їжак", "Kiiv, Izhak"],
  ["Θανάσης Παπαδόπουλος", "Thanasis Papadopoulos"],
  ["ＡＢＣ ﬁ ①", "ABC fi 1"],
  ["O’Neill “Bob” – €5", "O’Neill “Bob” – €5"],
  ["a‑b\u{200b}c\u{301}\td", "a-bc d"],
])("%s is spelled %s", (given, spelled) => {
  expect(transliterate(given)).toEqual({ text: spelled, unknown: [] });
});

test("every spelling can be encoded, and nothing becomes a question mark", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 50 }), (given) => {
      const { text, unknown } = transliterate(given);
      expect(encodeWinAnsi(text)).toHaveLength([...text].length);
      expect(text.split("?").length).toBeLessThanOrEqual(given.normalize("NFKD").split("?").length);
      expect(unknown.every((character) => !text.includes(character))).toBe(true);
    }),
    { numRuns: 200 },
  );
});
