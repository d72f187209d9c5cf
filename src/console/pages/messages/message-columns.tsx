import { Link } from "@tanstack/react-router";
import type { Column } from "../../components/data-table";
import { PhoneNumber } from "../../components/phone-number";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { callTexts, messageTexts } from "../../strings/traffic";
import { common } from "../../strings/words";
import type { MessageRow } from "./use-messages";

const { columns: headers } = messageTexts;

/** Who sent it, as people read it. */
export const senderOf = ({ from, from_address: address }: Pick<MessageRow, "from" | "from_address">) =>
  from ? <PhoneNumber number={from} /> : address || callTexts.hidden;

export const messageColumns: readonly Column<MessageRow>[] = [
  {
    id: "from",
    header: headers.from,
    width: "minmax(9rem, 1.3fr)",
    cell: (row) => (
      <Link to="/messages/$id" params={{ id: row.id }} tabIndex={-1}>
        {senderOf(row)}
      </Link>
    ),
  },
  {
    id: "to",
    header: headers.to,
    width: "minmax(9rem, 1fr)",
    hideOnPhone: true,
    cell: ({ to }) => (to ? <PhoneNumber number={to} /> : common.noValue),
  },
  {
    id: "direction",
    header: headers.direction,
    width: "6rem",
    hideOnPhone: true,
    cell: ({ direction }) => messageTexts.directions[direction],
  },
  {
    id: "body",
    header: headers.body,
    width: "minmax(8rem, 1.3fr)",
    cell: ({ body }) => body ?? common.noValue,
  },
  {
    id: "status",
    header: headers.status,
    width: "7.5rem",
    hideOnPhone: true,
    cell: ({ status }) => <StatusBadge status={status} />,
  },
  { id: "at", header: headers.at, width: "7rem", hideOnPhone: true, cell: ({ created_at }) => <Ago at={created_at} /> },
];
