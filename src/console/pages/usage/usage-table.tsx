import { Button, Group, SegmentedControl, Title } from "@mantine/core";
import { useCallback } from "react";
import { type Answer, call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { AgentName } from "../../components/agents";
import type { Column } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { LinkButton } from "../../components/links";
import { PagedTable } from "../../components/paged-table";
import { PhoneNumber } from "../../components/phone-number";
import { SubjectLink } from "../../components/subject-link";
import { callTexts } from "../../strings/traffic";
import { usageTexts } from "../../strings/usage";

type Usage = Answer<"GET", "/v1/usage">["data"][number];
type By = "number" | "agent";

interface UsageTableProps {
  readonly from: string;
  readonly to: string;
  readonly by: By;
  readonly onBy: (by: By) => void;
  /** Chooses a longer period; `null`: there is none. */
  readonly onLonger: (() => void) | null;
}

const PAGE_ROWS = 100;
const { columns } = usageTexts;

const figure = (id: string, header: string, of: (row: Usage) => number, hideOnPhone = false): Column<Usage> => ({
  id,
  header,
  width: "5rem",
  alignRight: true,
  hideOnPhone,
  cell: (row) => of(row),
});

const figures: readonly Column<Usage>[] = [
  figure("calls", columns.calls, ({ calls }) => calls),
  figure("answered", columns.answered, ({ answered_calls }) => answered_calls, true),
  figure("minutes", columns.minutes, ({ minutes }) => minutes),
  figure("in", columns.in, ({ messages_in }) => messages_in, true),
  figure("out", columns.out, ({ messages_out }) => messages_out, true),
];

const idOf = ({ phone_number_id, agent_id }: Usage): string => phone_number_id ?? agent_id ?? "none";

const columnsBy: Readonly<Record<By, readonly Column<Usage>[]>> = {
  number: [
    {
      id: "number",
      header: columns.number,
      width: "minmax(9rem, 1fr)",
      cell: ({ phone_number_id }) => phone_number_id && <UsedNumber id={phone_number_id} />,
    },
    ...figures,
  ],
  agent: [
    {
      id: "agent",
      header: columns.agent,
      width: "minmax(9rem, 1fr)",
      cell: ({ agent_id }) =>
        agent_id ? (
          <SubjectLink id={agent_id}>
            <AgentName id={agent_id} />
          </SubjectLink>
        ) : (
          usageTexts.noAgent
        ),
    },
    ...figures,
  ],
};

/** A number by its digits, read for the rows in sight alone; one that is gone keeps its id. */
function UsedNumber({ id }: { readonly id: string }) {
  const { data } = useCall(call("GET", "/v1/phone-numbers/{phone_number_id}", { path: { phone_number_id: id } }));
  return <SubjectLink id={id}>{data ? <PhoneNumber number={data.phone_number} /> : id}</SubjectLink>;
}

/** The sums of the period by number or by agent. */
export function UsageTable({ from, to, by, onBy, onLonger }: UsageTableProps) {
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/usage", { query: { group_by: by, from, to, limit: PAGE_ROWS, cursor } }),
    [from, to, by],
  );
  return (
    <section>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{usageTexts.total}</Title>
        <SegmentedControl
          size="xs"
          aria-label={usageTexts.group}
          data={[
            { value: "number", label: usageTexts.byNumber },
            { value: "agent", label: usageTexts.byAgent },
          ]}
          value={by}
          onChange={(value) => onBy(value === "agent" ? "agent" : "number")}
        />
      </Group>
      <PagedTable
        pageAt={pageAt}
        label={by === "agent" ? usageTexts.byAgent : usageTexts.byNumber}
        columns={columnsBy[by]}
        idOf={idOf}
        nameOf={idOf}
        empty={
          <EmptyState title={usageTexts.none} text={usageTexts.noneHint}>
            {onLonger && (
              <Button variant="default" onClick={onLonger}>
                {usageTexts.longer}
              </Button>
            )}
            <LinkButton to="/start" variant={onLonger ? "subtle" : "default"}>
              {callTexts.testCall}
            </LinkButton>
          </EmptyState>
        }
        height="22rem"
      />
    </section>
  );
}
