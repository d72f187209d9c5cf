// Pure: no I/O, no clock, no randomness.
/** A line of the numbers that a person gives, and its outcome. */
export interface NumberLine {
  readonly at: number;
  readonly text: string;
  readonly outcome: "add" | "repeated" | "known" | "invalid";
}

/** People write blanks, dashes, dots and brackets between the digits. */
const withoutSeparators = (text: string): string => text.replaceAll(/[\s\-./()]/g, "");

/** Lines of numbers with what will happen to each. `known` are the numbers that the trunk has. */
export function numberLines(text: string, known: ReadonlySet<string>): NumberLine[] {
  const seen = new Set<string>();
  return text
    .split(/[\n,;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line, at) => {
      const number = withoutSeparators(line);
      if (!/^\+[1-9]\d{6,14}$/.test(number)) return { at, text: line, outcome: "invalid" as const };
      if (seen.has(number)) return { at, text: number, outcome: "repeated" as const };
      seen.add(number);
      return { at, text: number, outcome: known.has(number) ? ("known" as const) : ("add" as const) };
    });
}

/** One line of CSV without quotes around its fields. */
const fieldsOf = (line: string): string[] => line.split(/[,;\t]/).map((field) => field.trim().replaceAll(/^"|"$/g, ""));

/** The numbers of a CSV file, one per line, from its column `phone_number`; `null`: it has none. */
export function numbersInFile(csv: string): string | null {
  const [header = "", ...lines] = csv.replace(/^\uFEFF/, "").split(/\r?\n/);
  const column = fieldsOf(header).indexOf("phone_number");
  if (column === -1) return null;
  return lines
    .map((line) => (fieldsOf(line)[column] ?? "").replace(/^'/, ""))
    .filter(Boolean)
    .join("\n");
}
