import { ctxOf, pageQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { needsOrAdmin, operation, page } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { boardAttention } from "../rules/board";
import { openStatuses, portingPaths } from "../rules/states";
import { possibleMoves } from "./allowed-transitions";
import type { BoardEntry } from "./board-responses";
import { type BoardRow, listBoard } from "./list-board";
import { severalOf } from "./several-in-query";
import { toNumberCounts } from "./wire";

const board = operation({
  id: "listPortingBoard",
  method: "get",
  path: "/v1/porting-board",
  access: needsOrAdmin("porting:operate"),
  query: () =>
    z.strictObject({
      ...pageQuery(),
      tenant_id: z.string().max(40).optional().openapi({ description: "Returns only requests of this tenant." }),
      status: severalOf(openStatuses, "Returns only requests in one of these statuses."),
      path: z.enum(portingPaths).optional().openapi({ description: "Returns only requests of this path." }),
    }),
  success: { 200: page<BoardEntry>() },
});

export type PortingBoardOperations = typeof board;

const toEntry = ({ row, groups }: BoardRow): BoardEntry => ({
  id: row.id,
  tenant_id: row.tenantId,
  attention: boardAttention(row),
  status: row.status,
  status_since: isoTime(row.statusSince),
  path: row.path,
  name: row.name,
  losing_carrier: row.details.losing_carrier === null ? null : { name: row.details.losing_carrier },
  number_counts: toNumberCounts(groups),
  foc_at: isoTimeOrNull(row.focAt),
  exception: row.exception && {
    reasons: row.exception.reasons.map(({ code, detail, phone_number }) => ({ code, detail, phone_number })),
    since: isoTime(row.exception.since),
  },
  allowed_transitions: possibleMoves(row, "operator"),
  submitted_at: isoTimeOrNull(row.submittedAt),
  updated_at: isoTime(row.updatedAt),
});

export const portingBoardRoutes = createRouter().operation(board, async (c) => {
  const { rows, nextCursor } = await listBoard(ctxOf(c), c.req.valid("query"));
  return c.json(listPage(c, rows.map(toEntry), nextCursor), 200);
});
