import { Badge, Text } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Ago } from "../../components/time";
import { boardTexts } from "../../strings/port-board";
import { portingTexts } from "../../strings/porting";
import { nameOfRequest } from "../porting/porting-columns";
import { openStatuses } from "../porting/request-status";
import type { BoardEntry } from "./board-filters";

const attentionColors = { act: "red", watch: "yellow", wait: "gray" } as const;

interface BoardColumnsProps {
  readonly entries: readonly BoardEntry[];
  readonly tenantName: (id: string) => string;
  readonly activeId: string | null;
  /** A dialog about a card is open; when it closes, the card gets the focus back. */
  readonly hasDialog: boolean;
  readonly onActive: (id: string) => void;
  readonly onOpen: (entry: BoardEntry) => void;
  readonly onMove: (entry: BoardEntry) => void;
  readonly onComment: (entry: BoardEntry) => void;
}

/** One column per status. Arrows or H, J, K and L move between cards; Enter opens, M moves on, C comments. */
export function BoardColumns({
  entries,
  tenantName,
  activeId,
  hasDialog,
  onActive,
  onOpen,
  onMove,
  onComment,
}: BoardColumnsProps) {
  const cards = useRef(new Map<string, HTMLElement>());
  const [hasFocus, setFocus] = useState(false);
  const columns = openStatuses.map((status) => ({ status, rows: entries.filter((entry) => entry.status === status) }));
  const filled = columns.filter(({ rows }) => rows.length > 0);
  const active = entries.find(({ id }) => id === activeId) ?? filled[0]?.rows[0];
  // A card that moves to another column, or whose dialog closes, has the focus again unless it is elsewhere by now.
  useEffect(() => {
    const isLost = hasFocus && !hasDialog && document.activeElement === document.body;
    if (isLost && active) cards.current.get(active.id)?.focus();
  }, [hasFocus, hasDialog, active]);

  const go = (entry: BoardEntry | undefined) => {
    if (!entry) return;
    onActive(entry.id);
    cards.current.get(entry.id)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!active || event.ctrlKey || event.metaKey || event.altKey) return;
    const column = filled.findIndex(({ status }) => status === active.status);
    const row = filled[column]?.rows.indexOf(active) ?? 0;
    const beside = (by: number): BoardEntry | undefined => {
      const others = filled[column + by]?.rows;
      return others?.[Math.min(row, others.length - 1)];
    };
    const rows = filled[column]?.rows ?? [];
    const actionOf = (key: string): (() => void) | null => {
      switch (key) {
        case "ArrowDown":
        case "j":
          return () => go(rows[row + 1]);
        case "ArrowUp":
        case "k":
          return () => go(rows[row - 1]);
        case "ArrowRight":
        case "l":
          return () => go(beside(1));
        case "ArrowLeft":
        case "h":
          return () => go(beside(-1));
        case "Home":
          return () => go(rows[0]);
        case "End":
          return () => go(rows.at(-1));
        case "Enter":
          return () => onOpen(active);
        case "m":
          return () => onMove(active);
        case "c":
          return () => onComment(active);
        default:
          return null;
      }
    };
    const action = actionOf(event.key);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  return (
    <section className="board" aria-label={boardTexts.title} onKeyDown={onKeyDown} onFocus={() => setFocus(true)}>
      {columns.map(({ status, rows }) => (
        <section key={status} className={rows.length === 0 ? "board-column empty" : "board-column"}>
          <h2 className="board-head" aria-label={boardTexts.column(portingTexts.statusNames[status], rows.length)}>
            <span>{status.replaceAll("_", " ")}</span>
            <span aria-hidden="true">{rows.length}</span>
          </h2>
          {rows.length === 0 && (
            <Text size="xs" c="dimmed">
              {boardTexts.empty}
            </Text>
          )}
          <ul className="port-plain-list">
            {rows.map((entry) => (
              <li key={entry.id}>
                <button
                  type="button"
                  ref={(element) => {
                    if (element) cards.current.set(entry.id, element);
                    else cards.current.delete(entry.id);
                  }}
                  className="board-card"
                  tabIndex={entry.id === active?.id ? 0 : -1}
                  onFocus={() => onActive(entry.id)}
                  onClick={() => onOpen(entry)}
                >
                  <Card entry={entry} tenant={tenantName(entry.tenant_id)} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

function Card({ entry, tenant }: { readonly entry: BoardEntry; readonly tenant: string }) {
  const { attention, number_counts: counts, losing_carrier, path, foc_at, status_since, exception } = entry;
  return (
    <>
      <span className="board-card-head">
        <strong>{nameOfRequest(entry)}</strong>
        <Badge size="sm" variant="light" color={attentionColors[attention]} className="status" tt="none">
          {boardTexts.attention[attention]}
        </Badge>
      </span>
      <span className="board-card-line">{tenant}</span>
      <span className="board-card-line">
        {counts.ported > 0 ? boardTexts.moved(counts.ported, counts.total) : boardTexts.numbers(counts.total)}
        {losing_carrier && ` · ${losing_carrier.name}`} · {path}
      </span>
      {exception?.reasons[0] && <span className="board-card-line">{exception.reasons[0].detail}</span>}
      <span className="board-card-line">
        {foc_at ? (
          <>
            {boardTexts.moves} <Ago at={foc_at} />
          </>
        ) : (
          <Ago at={status_since} />
        )}
      </span>
    </>
  );
}
