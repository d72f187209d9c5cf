// Pure: no I/O, no clock, no randomness.
/** Names of companies and people in the form in which they are compared. */

/** Legal forms, each with its usual abbreviation. */
const legalForms: ReadonlyMap<string, string> = new Map(
  "INC INCORPORATED, CORP CORPORATION, CO COMPANY, LTD LIMITED, LLC, LLP, LLLP, LP, PLLC, PC, PLC, GMBH, AG, SA"
    .split(", ")
    .flatMap((line) => {
      const [short = "", ...long] = line.split(" ");
      return [short, ...long].map((form) => [form, short] as const);
    }),
);

const titles = new Set(["MR", "MRS", "MS", "MX", "DR", "PROF", "JR", "SR", "II", "III", "IV", "ESQ"]);

/** Upper case without accents and punctuation; `L.L.C.` is `LLC`. */
const wordsIn = (name: string): string[] =>
  name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toUpperCase()
    .replaceAll("&", " AND ")
    .replaceAll(/[.'\u2019`]/g, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .split(" ")
    .filter((word) => word !== "");

interface CompanyName {
  readonly core: string;
  /** The legal forms at its end, abbreviated; empty: none. */
  readonly form: string;
}

export function companyName(name: string): CompanyName {
  const words = wordsIn(name);
  const forms: string[] = [];
  for (let form = legalForms.get(words.at(-1) ?? ""); form !== undefined && words.length > 1; ) {
    forms.unshift(form);
    words.pop();
    form = legalForms.get(words.at(-1) ?? "");
  }
  const core = words[0] === "THE" && words.length > 1 ? words.slice(1) : words;
  return { core: core.join(" "), form: forms.join(" ") };
}

/** Whether the name ends like a company's. */
export const hasLegalForm = (name: string): boolean => companyName(name).form !== "";

/** A person's names without titles and middle initials; "Lovelace, Ada" is "Ada Lovelace". */
export function personNames(name: string): string[] {
  const [last = "", first] = name.split(",", 2);
  const isTitle = first !== undefined && wordsIn(first).every((word) => titles.has(word));
  const words = wordsIn(first === undefined || isTitle ? last : `${first} ${last}`).filter((word) => !titles.has(word));
  return words.filter((word, at) => word.length > 1 || at === 0 || at === words.length - 1);
}

/** Whether both are the name of one person: first and last name are the same. */
export function isSamePerson(one: string, other: string): boolean {
  const [a, b] = [personNames(one), personNames(other)];
  return a[0] === b[0] && a.at(-1) === b.at(-1);
}
