// Pure: no I/O, no clock, no randomness.
import type { FontWeight } from "./helvetica-widths";
import { encodeWinAnsi } from "./win-ansi";

/** US Letter, in points (1/72 inch). The origin is the lower left corner. */
export const PAGE_WIDTH = 612;
export const PAGE_HEIGHT = 792;

/** A line of text, or a rule, on a page. Lengths are points. */
export type PageElement =
  | {
      readonly kind: "text";
      readonly x: number;
      readonly y: number;
      readonly size: number;
      readonly weight: FontWeight;
      /** Has characters of WinAnsiEncoding only. */
      readonly text: string;
    }
  | { readonly kind: "rule"; readonly x: number; readonly y: number; readonly width: number };

export interface PdfFile {
  readonly title: string;
  readonly pages: readonly (readonly PageElement[])[];
}

const RULE_THICKNESS = 0.6;

/** A string of PDF in hex, which needs no escapes. */
const hexString = (bytes: Uint8Array): string =>
  `<${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}>`;

const decimal = (value: number): string => String(Number(value.toFixed(2)));

function drawn(element: PageElement): string {
  const [x, y] = [decimal(element.x), decimal(element.y)];
  if (element.kind === "rule") return `${RULE_THICKNESS} w ${x} ${y} m ${decimal(element.x + element.width)} ${y} l S`;
  const font = element.weight === "bold" ? "/F2" : "/F1";
  return `BT ${font} ${element.size} Tf ${x} ${y} Td ${hexString(encodeWinAnsi(element.text))} Tj ET`;
}

const font = (name: string): string =>
  `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;

/** Objects 1 to 5 are the catalogue, the tree of pages, the two fonts and the title. Each page has two more. */
const FIXED_OBJECTS = 5;

/**
 * A PDF 1.4 file of text pages in Helvetica. The same input gives the same bytes, as the file does not say when it
 * was made.
 */
export function writePdf({ title, pages }: PdfFile): Uint8Array {
  const pageNumber = (index: number): number => FIXED_OBJECTS + 1 + index * 2;
  const resources = "<< /Font << /F1 3 0 R /F2 4 0 R >> >>";
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R /Lang (en-US) /ViewerPreferences << /DisplayDocTitle true >> >>",
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${pageNumber(index)} 0 R`).join(" ")}] >>`,
    font("Helvetica"),
    font("Helvetica-Bold"),
    `<< /Title ${hexString(encodeWinAnsi(title))} >>`,
    ...pages.flatMap((elements, index) => {
      const content = elements.map(drawn).join("\n");
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE_WIDTH} ${PAGE_HEIGHT}] /Resources ${resources} ` +
          `/Contents ${pageNumber(index) + 1} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
  ];
  const offsets: number[] = [];
  let file = "%PDF-1.4\n";
  for (const [index, object] of objects.entries()) {
    offsets.push(file.length);
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const size = objects.length + 1;
  const tableAt = file.length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  file += `xref\n0 ${size}\n0000000000 65535 f \n${entries}trailer\n<< /Size ${size} /Root 1 0 R /Info 5 0 R >>\n`;
  file += `startxref\n${tableAt}\n%%EOF\n`;
  // The file is ASCII, so a character is a byte and the offsets hold.
  return new TextEncoder().encode(file);
}
