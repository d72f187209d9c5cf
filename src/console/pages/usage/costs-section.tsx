import { Group, SegmentedControl, Text, Title } from "@mantine/core";
import { useCallback } from "react";
import { type Answer, call } from "../../api/call";
import type { Column } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { LinkButton } from "../../components/links";
import { sumsText } from "../../components/money";
import { PagedTable } from "../../components/paged-table";
import { PhoneNumber } from "../../components/phone-number";
import { SubjectLink } from "../../components/subject-link";
import { useCalmCall } from "../../live/use-calm-call";
import { usageTexts } from "../../strings/usage";

type Cost = Answer<"GET", "/v1/usage/costs">["data"][number];
type By = "country" | "number";

interface CostsSectionProps {
  readonly by: By;
  readonly onBy: (by: By) => void;
}

const PAGE_ROWS = 100;
const { costColumns } = usageTexts;

const country: Column<Cost> = {
  id: "country",
  header: costColumns.country,
  width: "minmax(5rem, 1fr)",
  cell: (row) => row.country,
};
const cost: Column<Cost> = {
  id: "cost",
  header: costColumns.cost,
  width: "8rem",
  alignRight: true,
  cell: ({ monthly_cost }) => sumsText(monthly_cost),
};
const figures: readonly Column<Cost>[] = [
  { id: "numbers", header: costColumns.numbers, width: "6rem", alignRight: true, cell: ({ numbers }) => numbers },
  cost,
  {
    id: "unpriced",
    header: costColumns.unpriced,
    width: "8rem",
    alignRight: true,
    hideOnPhone: true,
    cell: ({ numbers_without_price }) => numbers_without_price,
  },
  {
    id: "unbilled",
    header: costColumns.unbilled,
    width: "9rem",
    alignRight: true,
    hideOnPhone: true,
    cell: ({ numbers_not_billed }) => numbers_not_billed,
  },
];

const columnsBy: Readonly<Record<By, readonly Column<Cost>[]>> = {
  country: [country, ...figures],
  number: [
    {
      id: "number",
      header: costColumns.number,
      width: "minmax(10rem, 2fr)",
      cell: ({ phone_number_id = "", phone_number = "" }) => (
        <SubjectLink id={phone_number_id}>
          <PhoneNumber number={phone_number} />
        </SubjectLink>
      ),
    },
    { ...country, hideOnPhone: true },
    cost,
  ],
};

const idOf = ({ phone_number_id, country: code }: Cost): string => phone_number_id ?? code;

/** The monthly costs of the numbers. */
export function CostsSection({ by, onBy }: CostsSectionProps) {
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/usage/costs", { query: { group_by: by, limit: PAGE_ROWS, cursor } }),
    [by],
  );
  const total = useCalmCall(call("GET", "/v1/usage/costs", { query: { group_by: "country", limit: 1 } })).data?.meta
    .total;
  return (
    <section>
      <Group justify="space-between" mb={4}>
        <Title order={2}>{usageTexts.costs}</Title>
        <SegmentedControl
          size="xs"
          aria-label={usageTexts.costs}
          data={[
            { value: "country", label: usageTexts.byCountry },
            { value: "number", label: usageTexts.byNumber },
          ]}
          value={by}
          onChange={(value) => onBy(value === "number" ? "number" : "country")}
        />
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        {total ? `${usageTexts.costTotal(sumsText(total.monthly_cost), total.numbers)}. ` : ""}
        {usageTexts.costsHint}
      </Text>
      <PagedTable
        pageAt={pageAt}
        label={usageTexts.costs}
        columns={columnsBy[by]}
        idOf={idOf}
        nameOf={idOf}
        empty={
          <EmptyState title={usageTexts.noCosts} text={usageTexts.noCostsHint}>
            <LinkButton to="/buy" variant="default">
              {usageTexts.buy}
            </LinkButton>
          </EmptyState>
        }
        height="22rem"
      />
    </section>
  );
}
