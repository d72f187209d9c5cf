import { Text } from "@mantine/core";
import { type Answer, call } from "../../api/call";
import type { Column } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { LinkButton } from "../../components/links";
import { PageHeader } from "../../components/page-header";
import { PagedTable } from "../../components/paged-table";
import { SubjectLink } from "../../components/subject-link";
import { Ago } from "../../components/time";
import { refusalTexts } from "../../strings/webhooks";

type Refusals = Answer<"GET", "/v1/webhook-refusals">["data"][number];

const PAGE_ROWS = 100;
const { columns } = refusalTexts;

const refusalColumns: readonly Column<Refusals>[] = [
  { id: "day", header: columns.day, width: "7rem", cell: ({ day }) => day },
  {
    id: "number",
    header: columns.number,
    width: "minmax(10rem, 1fr)",
    cell: ({ phone_number_id }) => <SubjectLink id={phone_number_id} />,
  },
  {
    id: "unsigned",
    header: columns.unsigned,
    width: "9rem",
    alignRight: true,
    hideOnPhone: true,
    cell: ({ unsigned }) => unsigned,
  },
  {
    id: "wrong",
    header: columns.wrong,
    width: "9rem",
    alignRight: true,
    cell: ({ wrong_signature }) => wrong_signature,
  },
  {
    id: "replayed",
    header: columns.replayed,
    width: "7rem",
    alignRight: true,
    hideOnPhone: true,
    cell: ({ replayed }) => replayed,
  },
  { id: "last", header: columns.last, width: "8rem", hideOnPhone: true, cell: ({ last_at }) => <Ago at={last_at} /> },
];

const pageAt = (cursor: string | undefined) =>
  call("GET", "/v1/webhook-refusals", { query: { limit: PAGE_ROWS, cursor } });

/** Requests to the numbers' webhook addresses that the carrier did not sign. */
export function RefusalsPage() {
  return (
    <>
      <PageHeader title={refusalTexts.title} description={refusalTexts.description}>
        <LinkButton to="/webhooks" variant="default">
          {refusalTexts.back}
        </LinkButton>
      </PageHeader>
      <Text size="sm" mb="sm">
        {refusalTexts.explain}
      </Text>
      <PagedTable
        pageAt={pageAt}
        label={refusalTexts.title}
        columns={refusalColumns}
        idOf={({ day, phone_number_id }) => `${day} ${phone_number_id}`}
        nameOf={({ day, phone_number_id }) => `${day} ${phone_number_id}`}
        empty={
          <EmptyState title={refusalTexts.none} text={refusalTexts.noneHint}>
            <LinkButton to="/webhooks">{refusalTexts.back}</LinkButton>
          </EmptyState>
        }
      />
    </>
  );
}
