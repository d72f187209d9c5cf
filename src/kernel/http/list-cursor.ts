import { shortDigest } from "#kernel/values/hash32";
import { type ApiRequest, pageBody } from "./http";
import type { Operation, PageBody } from "./operation";
import type { ListDigests } from "./page";
import { Problem } from "./problem";

/**
 * Cursors on the wire: a digest of the list, a digest of its filters and sort, and the position in it. The router opens
 * them, so the verbs see positions only.
 */

/** The list of a valid request, by its operation and path, and its query without the fields of the page. */
export function digestsOf({ id }: Operation, path: Readonly<Record<string, string>>, query: object): ListDigests {
  const filters = Object.entries(query).filter(([name]) => name !== "limit" && name !== "cursor");
  return { list: shortDigest(JSON.stringify([id, path])), filters: shortDigest(JSON.stringify(filters)) };
}

const cursorPattern = /^([0-9a-z]{7})([0-9a-z]{7})([A-Za-z0-9_-]+)$/;

/** The position in a cursor of this list. Throws `invalid_cursor`. */
export function openCursor({ list, filters }: ListDigests, cursor: string): string {
  const [, ofList, ofFilters, position] = cursorPattern.exec(cursor) ?? [];
  if (position === undefined) {
    throw new Problem(
      "invalid_cursor",
      "This is not a cursor of this API. Send `next_cursor` of the previous page unchanged, or no cursor for the first page.",
    );
  }
  if (ofList !== list) {
    throw new Problem(
      "invalid_cursor",
      "The cursor belongs to another list. Send it to the list that returned it, or start this one without a cursor.",
    );
  }
  if (ofFilters !== filters) {
    throw new Problem(
      "invalid_cursor",
      "The cursor belongs to this list with other filters or another sort. Send the filters of the first page with each cursor, or " +
        "start again without one.",
    );
  }
  return position;
}

/** The body of a list's page. */
export function listPage<Row>(c: ApiRequest, rows: Row[], position: string | null): PageBody<Row> {
  const { list, filters } = c.get("list");
  return pageBody(rows, position === null ? null : list + filters + position);
}
