import { AgentName } from "../../components/agents";
import type { Column } from "../../components/data-table";
import { PhoneNumber } from "../../components/phone-number";
import { RowLink } from "../../components/row-link";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { numbersTexts } from "../../strings/numbers";
import { common } from "../../strings/words";
import type { NumberRow } from "./use-numbers";

const { columns } = numbersTexts;

export const numberColumns: readonly Column<NumberRow>[] = [
  {
    id: "phone_number",
    header: columns.number,
    width: "minmax(10rem, 1.2fr)",
    cell: ({ id, phone_number }) => (
      <RowLink to="/numbers/$id" id={id}>
        <PhoneNumber number={phone_number} />
      </RowLink>
    ),
  },
  {
    id: "friendly_name",
    header: columns.name,
    width: "minmax(7rem, 1.2fr)",
    hideOnPhone: true,
    cell: ({ friendly_name }) => friendly_name || common.noValue,
  },
  { id: "status", header: columns.status, width: "7rem", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: "agent",
    header: columns.agent,
    hideOnPhone: true,
    cell: ({ agent_id }) => <AgentName id={agent_id} />,
  },
  {
    id: "tags",
    header: columns.tags,
    hideOnPhone: true,
    cell: ({ tags }) =>
      tags.map((tag) => (
        <span className="tag" key={tag}>
          {tag}
        </span>
      )),
  },
  { id: "country", header: columns.country, width: "4rem", hideOnPhone: true, cell: ({ country }) => country },
  { id: "type", header: columns.type, width: "5rem", hideOnPhone: true, cell: ({ type }) => type.replace("_", "-") },
  {
    id: "updated",
    header: columns.updated,
    width: "7rem",
    hideOnPhone: true,
    cell: ({ updated_at }) => <Ago at={updated_at} />,
  },
];
