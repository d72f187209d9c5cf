import type { Column } from "../../components/data-table";
import { PhoneNumber } from "../../components/phone-number";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { common } from "../../strings/common";
import { numbersTexts } from "../../strings/numbers";
import type { NumberRow } from "./use-numbers";

const { columns } = numbersTexts;

export const numberColumns: readonly Column<NumberRow>[] = [
  {
    id: "phone_number",
    header: columns.number,
    width: "minmax(10rem, 1.2fr)",
    cell: ({ phone_number }) => <PhoneNumber number={phone_number} />,
  },
  {
    id: "friendly_name",
    header: columns.name,
    width: "minmax(8rem, 1.2fr)",
    hideOnPhone: true,
    cell: ({ friendly_name }) => friendly_name || common.noValue,
  },
  { id: "status", header: columns.status, width: "8rem", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: "agent",
    header: columns.agent,
    hideOnPhone: true,
    cell: ({ agent_id }) => agent_id ?? common.noValue,
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
  { id: "country", header: columns.country, width: "5rem", hideOnPhone: true, cell: ({ country }) => country },
  { id: "type", header: columns.type, width: "6rem", hideOnPhone: true, cell: ({ type }) => type.replace("_", "-") },
  {
    id: "updated",
    header: columns.updated,
    width: "8rem",
    hideOnPhone: true,
    cell: ({ updated_at }) => <Ago at={updated_at} />,
  },
];
