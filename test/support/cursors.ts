import { app } from "#app";
import { digestsOf } from "#kernel/http/list-cursor";
import { isList } from "#kernel/http/operation";

/** A cursor on the wire for this list and these filters, at a position. */
export function cursorAt(path: string, query: string, position: string): string {
  for (const contract of app.operations.filter(isList)) {
    const names = [...contract.path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
    const found = new RegExp(`^${contract.path.replaceAll(/\{[^}]+\}/g, "([^/]+)")}$`).exec(path);
    if (!found || contract.method !== "get") continue;
    const params = Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(found[at + 1] ?? "")]));
    const asked = contract.query?.().parse(Object.fromEntries(new URLSearchParams(query))) ?? {};
    const { list, filters } = digestsOf(contract, params, asked);
    return list + filters + position;
  }
  throw new Error(`No list has the path ${path}.`);
}

/** The position in a cursor on the wire. */
export const positionIn = (cursor: string): string => cursor.slice(14);
