import { Link } from "@tanstack/react-router";
import { AgentName } from "../../components/agents";
import type { Column } from "../../components/data-table";
import { PhoneNumber } from "../../components/phone-number";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { outcomeName } from "../../components/trace";
import { callTexts } from "../../strings/traffic";
import { common } from "../../strings/words";
import type { CallRow } from "./use-calls";

const { columns: headers } = callTexts;

/** Who called, as people read it. */
export const callerOf = ({ from, from_address: address }: Pick<CallRow, "from" | "from_address">) =>
  from ? <PhoneNumber number={from} /> : address || callTexts.hidden;

/** The columns of calls on a number's own page. */
export const callColumnsOfNumber: readonly Column<CallRow>[] = [
  {
    id: "from",
    header: headers.from,
    width: "minmax(10rem, 1fr)",
    cell: (row) => (
      <Link to="/calls/$id" params={{ id: row.id }} tabIndex={-1}>
        {callerOf(row)}
      </Link>
    ),
  },
  { id: "status", header: headers.status, width: "7.5rem", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: "outcome",
    header: headers.outcome,
    width: "minmax(6rem, 0.7fr)",
    hideOnPhone: true,
    cell: ({ outcome }) => (outcome ? outcomeName(outcome) : common.noValue),
  },
  { id: "agent", header: headers.agent, hideOnPhone: true, cell: ({ agent_id }) => <AgentName id={agent_id} /> },
  {
    id: "seconds",
    header: headers.seconds,
    width: "6.5rem",
    alignRight: true,
    hideOnPhone: true,
    cell: ({ duration_seconds: seconds }) => (seconds === null ? common.noValue : callTexts.seconds(seconds)),
  },
  {
    id: "started",
    header: headers.started,
    width: "7rem",
    hideOnPhone: true,
    cell: ({ started_at }) => <Ago at={started_at} />,
  },
];

const toColumn: Column<CallRow> = {
  id: "to",
  header: headers.to,
  width: "minmax(10rem, 1fr)",
  hideOnPhone: true,
  cell: ({ phone_number_id: id, to }) => (
    <Link to="/numbers/$id" params={{ id }} tabIndex={-1}>
      <PhoneNumber number={to} />
    </Link>
  ),
};

/** The columns of calls of the whole tenant. */
export const callColumns: readonly Column<CallRow>[] = [
  ...callColumnsOfNumber.slice(0, 1),
  toColumn,
  ...callColumnsOfNumber.slice(1),
];
