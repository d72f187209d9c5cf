import { type Bar, type Both, median, type Result, sorted } from "./rounds.ts";

/** The lines of the report. */

const NAME_WIDTH = 46;
const WIDTHS = [9, 9, 7, 12, 12, 15, 15, 15];

const row = (name: string, cells: readonly string[]): string =>
  name.padEnd(NAME_WIDTH) + cells.map((cell, at) => cell.padStart(WIDTHS[at] ?? 0)).join("");

export const header = (unit = "req/s"): string =>
  row("", [unit, "other", "ratio", "half in", "target", "CPU ms/req", "rows read", "rows written"]);

const number = (value: number): string =>
  Number.isNaN(value) ? "–" : value.toFixed(value >= 100 || Number.isInteger(value) ? 0 : value >= 10 ? 1 : 2);

const both = ({ ours, other }: Both<number>): string =>
  Number.isNaN(ours) ? "" : `${number(ours)} : ${number(other)}`;

export function line(name: string, { least, most }: Bar, { ours, other, ratios, cpu, counted }: Result): string {
  const ratio = median(ratios);
  const middle = sorted(ratios).slice(Math.floor(ratios.length / 4), Math.ceil((ratios.length * 3) / 4));
  const spread = `${middle.at(0)?.toFixed(2)}–${middle.at(-1)?.toFixed(2)}`;
  const wanted = most === undefined ? `≥ ${least}` : `${least}–${most}`;
  const isMet = ratio >= least && ratio <= (most ?? Number.POSITIVE_INFINITY);
  const rows = (of: "rowsRead" | "rowsWritten") =>
    counted ? both({ ours: counted.ours[of], other: counted.other[of] }) : "";
  return row(name, [
    number(ours),
    number(other),
    ratio.toFixed(2),
    spread,
    `${isMet ? "✓" : "✗"} ${wanted}`,
    both(cpu),
    rows("rowsRead"),
    rows("rowsWritten"),
  ]);
}
