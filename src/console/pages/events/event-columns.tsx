import type { ApiEvent } from "../../api/events";
import type { Column } from "../../components/data-table";
import { EventText } from "../../components/event-text";
import { Ago } from "../../components/time";
import { eventTexts } from "../../strings/events";

const { columns, actors } = eventTexts;

/** Who did it, in words. */
export function actorText(actor: string): string {
  const [kind, id] = actor.split(":", 2);
  if (kind === "key" && id) return actors.key(id);
  return kind === "system" ? actors.system : kind === "admin" ? actors.admin : actor;
}

export const eventColumns: readonly Column<ApiEvent>[] = [
  { id: "seq", header: columns.seq, width: "4.5rem", alignRight: true, hideOnPhone: true, cell: ({ seq }) => seq },
  {
    id: "what",
    header: columns.what,
    width: "minmax(16rem, 2fr)",
    cell: ({ type, data }) => <EventText type={type} data={data} />,
  },
  {
    id: "type",
    header: columns.type,
    width: "minmax(15rem, 1fr)",
    hideOnPhone: true,
    cell: ({ type }) => <code>{type}</code>,
  },
  {
    id: "actor",
    header: columns.actor,
    width: "minmax(7rem, 0.8fr)",
    hideOnPhone: true,
    cell: ({ actor }) => actorText(actor),
  },
  { id: "when", header: columns.when, width: "7rem", cell: ({ occurred_at }) => <Ago at={occurred_at} /> },
];
