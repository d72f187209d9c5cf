import { readGuides } from "#dev/guide-pages";

export const guides = new Map(readGuides().map(({ name, markdown }) => [name, markdown]));
export const guide = (name: string): string => guides.get(name) ?? "";

/** The first cells of a table's rows that are code, below a heading; of the whole page without one. */
export function firstCells(markdown: string, heading?: string): string[] {
  const from = heading === undefined ? 0 : markdown.indexOf(`\n## ${heading}\n`);
  if (from < 0) throw new Error(`There is no heading "${heading}".`);
  const end = heading === undefined ? -1 : markdown.indexOf("\n## ", from + 4);
  const section = markdown.slice(from, end < 0 ? undefined : end);
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, name = ""]) => name);
}
