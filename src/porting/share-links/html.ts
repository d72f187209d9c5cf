// Pure: no I/O, no clock, no randomness.

/** Text that is HTML already, so it is not escaped again. */
export interface Html {
  readonly html: string;
}

type Value = string | number | Html | readonly Html[] | null;

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function rendered(value: Value): string {
  if (value === null) return "";
  if (typeof value === "string") return value.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? "");
  if (typeof value === "number") return String(value);
  return "html" in value ? value.html : value.map(({ html: part }) => part).join("");
}

/** A template of HTML. Texts in it are escaped, also within quoted attributes; `null` is nothing. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html => ({
  html: parts.map((part, at) => (at === 0 ? part : rendered(values[at - 1] ?? null) + part)).join(""),
});
