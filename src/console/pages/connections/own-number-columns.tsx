import { Link } from "@tanstack/react-router";
import type { Answer } from "../../api/call";
import type { Column } from "../../components/data-table";
import { PhoneNumber } from "../../components/phone-number";
import { StatusBadge } from "../../components/status-badge";
import { connectionsTexts } from "../../strings/connections";
import { common } from "../../strings/words";
import { numberPage } from "./number-page";

const { columns } = connectionsTexts;

/** The columns of the numbers of an account or a trunk. */
export const ownNumberColumns: readonly Column<Answer<"GET", "/v1/phone-numbers/{phone_number_id}">>[] = [
  {
    id: "phone_number",
    header: columns.number,
    width: "9.5rem",
    cell: ({ id, phone_number }) => (
      <Link to={numberPage(id)}>
        <PhoneNumber number={phone_number} />
      </Link>
    ),
  },
  {
    id: "status",
    header: columns.status,
    width: "minmax(6rem, 7rem)",
    cell: ({ status }) => <StatusBadge status={status} />,
  },
  {
    id: "agent",
    header: columns.agent,
    hideOnPhone: true,
    cell: ({ agent_id }) => agent_id ?? common.noValue,
  },
  {
    id: "name",
    header: columns.name,
    hideOnPhone: true,
    cell: ({ friendly_name }) => friendly_name || common.noValue,
  },
];
