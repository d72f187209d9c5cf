import type { Column } from "../../components/data-table";
import { TextLink } from "../../components/links";
import { StatusBadge } from "../../components/status-badge";
import { Ago, dayText } from "../../components/time";
import { portingTexts } from "../../strings/porting";
import { common } from "../../strings/words";
import { actorOf, type PortingRequest } from "./request-status";

const { columns, actors } = portingTexts;

/** The name of a request for people: its name, its reference, or the end of its id. */
export const nameOfRequest = ({
  id,
  name,
  customer_reference,
}: Pick<PortingRequest, "id" | "name"> & { readonly customer_reference?: string | null }): string =>
  name ?? customer_reference ?? portingTexts.unnamed(id);

const dateOf = ({ foc, desired }: PortingRequest): string => {
  if (foc) return dayText(foc.at);
  return desired ? portingTexts.wished(dayText(desired.date)) : common.noValue;
};

export const portingColumns: readonly Column<PortingRequest>[] = [
  {
    id: "name",
    header: columns.name,
    width: "minmax(10rem, 1.4fr)",
    cell: (request) => (
      <TextLink to="/porting/$id" params={{ id: request.id }}>
        {nameOfRequest(request)}
      </TextLink>
    ),
  },
  { id: "status", header: columns.status, width: "9.5rem", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: "who",
    header: columns.who,
    width: "minmax(8rem, 1fr)",
    hideOnPhone: true,
    cell: ({ status }) => actors[actorOf(status)],
  },
  {
    id: "numbers",
    header: columns.numbers,
    width: "7.5rem",
    hideOnPhone: true,
    cell: ({ number_counts }) => portingTexts.numberProgress(number_counts.ported, number_counts.total),
  },
  {
    id: "carrier",
    header: columns.carrier,
    hideOnPhone: true,
    cell: ({ losing_carrier }) => losing_carrier?.name ?? common.noValue,
  },
  { id: "date", header: columns.date, width: "9rem", hideOnPhone: true, cell: dateOf },
  {
    id: "updated",
    header: columns.updated,
    width: "7.5rem",
    hideOnPhone: true,
    cell: ({ updated_at }) => <Ago at={updated_at} />,
  },
];
