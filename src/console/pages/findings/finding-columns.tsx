import type { Column } from "../../components/data-table";
import { PhoneNumber } from "../../components/phone-number";
import { StatusBadge } from "../../components/status-badge";
import { SubjectLink } from "../../components/subject-link";
import { Ago } from "../../components/time";
import { findingTexts } from "../../strings/findings";
import { common } from "../../strings/words";
import type { Finding } from "./finding-filters";

const { columns } = findingTexts;

/** The number that the finding is about, if its evidence names one. */
const numberOf = ({ evidence }: Finding): string | null =>
  typeof evidence.phone_number === "string" ? evidence.phone_number : null;

export function FindingSubject({ finding }: { readonly finding: Finding }) {
  const number = numberOf(finding);
  return <SubjectLink id={finding.subject.id}>{number && <PhoneNumber number={number} />}</SubjectLink>;
}

const tenant: Column<Finding> = {
  id: "tenant",
  header: columns.tenant,
  hideOnPhone: true,
  cell: ({ tenant_id }) => tenant_id,
};

const own: readonly Column<Finding>[] = [
  {
    id: "severity",
    header: columns.severity,
    width: "6.5rem",
    cell: ({ severity }) => <StatusBadge status={severity} />,
  },
  {
    id: "kind",
    header: columns.kind,
    width: "minmax(14rem, 2.5fr)",
    cell: ({ kind }) => findingTexts.kinds[kind],
  },
  {
    id: "subject",
    header: columns.subject,
    width: "minmax(9rem, 1fr)",
    hideOnPhone: true,
    cell: (finding) => <FindingSubject finding={finding} />,
  },
  {
    id: "status",
    header: columns.status,
    width: "6.5rem",
    hideOnPhone: true,
    cell: ({ status }) => <StatusBadge status={status} />,
  },
  {
    id: "assignee",
    header: columns.assignee,
    width: "minmax(6rem, 0.8fr)",
    hideOnPhone: true,
    cell: ({ assignee }) => assignee ?? common.noValue,
  },
  { id: "opened", header: columns.opened, width: "7rem", cell: ({ created_at }) => <Ago at={created_at} /> },
];

export const findingColumns = own;
export const findingColumnsOfAll: readonly Column<Finding>[] = [...own, tenant];
