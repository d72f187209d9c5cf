// Pure: no I/O, no clock, no randomness.
import { type FontWeight, widthOf } from "./helvetica-widths";
import { PAGE_HEIGHT, PAGE_WIDTH, type PageElement } from "./pdf-file";
import { encodeWinAnsi } from "./win-ansi";

/** Three quarters of an inch, which printers and fax machines leave whole. */
const MARGIN = 54;
const CONTENT_WIDTH = PAGE_WIDTH - 2 * MARGIN;
const FOOTER_SIZE = 8;
/** Distance of two baselines, in font sizes. */
const LEADING = 1.35;

export interface TextStyle {
  /** Points. */
  readonly size: number;
  readonly weight: FontWeight;
}

const textWidth = (text: string, { size, weight }: TextStyle): number => widthOf(encodeWinAnsi(text), weight) * size;

/** The parts of a word that is wider than a line. */
function brokenWord(word: string, style: TextStyle, width: number): string[] {
  const parts = [""];
  for (const character of word) {
    const part = parts.at(-1) ?? "";
    if (part !== "" && textWidth(part + character, style) > width) parts.push(character);
    else parts[parts.length - 1] = part + character;
  }
  return parts;
}

/** The lines of a text, none wider than `width` points. */
function wrapText(text: string, style: TextStyle, width: number): string[] {
  const words = text.split(" ").filter((word) => word !== "");
  const lines: string[] = [];
  for (const word of words.flatMap((each) => brokenWord(each, style, width))) {
    const line = lines.at(-1);
    if (line !== undefined && textWidth(`${line} ${word}`, style) <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Puts texts below each other, page after page. Texts have characters of WinAnsiEncoding only. */
export class PageFlow {
  readonly #pages: PageElement[][] = [[]];
  #y = PAGE_HEIGHT - MARGIN;

  /** Begins a new page unless `height` points are left on this one. */
  keepTogether(height: number): void {
    if (this.#y - height >= MARGIN + FOOTER_SIZE * 2) return;
    this.#pages.push([]);
    this.#y = PAGE_HEIGHT - MARGIN;
  }

  space(points: number): void {
    this.#y -= points;
  }

  paragraph(text: string, style: TextStyle): void {
    for (const line of wrapText(text, style, CONTENT_WIDTH)) this.row([{ text: line, at: 0, style }]);
  }

  /** A label and its value, which may take several lines. */
  field(
    label: string,
    value: string,
    { size, labelWidth }: { readonly size: number; readonly labelWidth: number },
  ): void {
    const style: TextStyle = { size, weight: "regular" };
    for (const [index, line] of wrapText(value, style, CONTENT_WIDTH - labelWidth).entries()) {
      const cells = [{ text: line, at: labelWidth, style }];
      this.row(index === 0 ? [{ text: label, at: 0, style: { size, weight: "bold" } }, ...cells] : cells);
    }
  }

  /** One line with texts at the given distances from the left margin. */
  row(cells: readonly { readonly text: string; readonly at: number; readonly style: TextStyle }[]): void {
    const height = Math.max(...cells.map(({ style }) => style.size)) * LEADING;
    this.keepTogether(height);
    this.#y -= height;
    for (const { text, at, style } of cells) this.#draw({ kind: "text", x: MARGIN + at, y: this.#y, text, ...style });
  }

  /** Texts in as many equal columns as `columns`, row by row. */
  grid(texts: readonly string[], columns: number, style: TextStyle): void {
    for (let at = 0; at < texts.length; at += columns) {
      const cells = texts.slice(at, at + columns);
      this.row(cells.map((text, column) => ({ text, at: (CONTENT_WIDTH / columns) * column, style })));
    }
  }

  /** A line to write on, with its label below. */
  blank(
    fields: readonly { readonly label: string; readonly at: number; readonly width: number }[],
    size: number,
  ): void {
    for (const { at, width } of fields) this.#draw({ kind: "rule", x: MARGIN + at, y: this.#y, width });
    this.row(fields.map(({ label, at }) => ({ text: label, at, style: { size, weight: "regular" } })));
  }

  /** The pages, each with a footer. */
  finish(footer: string): PageElement[][] {
    const style: TextStyle = { size: FOOTER_SIZE, weight: "regular" };
    return this.#pages.map((page, index) => {
      const position = `Page ${index + 1} of ${this.#pages.length}`;
      const right = PAGE_WIDTH - MARGIN - textWidth(position, style);
      return [
        ...page,
        { kind: "text", x: MARGIN, y: MARGIN - FOOTER_SIZE, text: footer, ...style },
        { kind: "text", x: right, y: MARGIN - FOOTER_SIZE, text: position, ...style },
      ];
    });
  }

  #draw(element: PageElement): void {
    this.#pages.at(-1)?.push(element);
  }
}
