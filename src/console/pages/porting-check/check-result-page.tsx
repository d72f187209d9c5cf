import { Checkbox, Group, List, Progress, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { call } from "../../api/call";
import { useAllPages } from "../../api/use-all-pages";
import { useCall, usePages } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { DataTable } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { ErrorAlert } from "../../components/error-alert";
import { LinkButton } from "../../components/links";
import { PageHeader } from "../../components/page-header";
import { pagesState } from "../../components/pages-state";
import { StatusBadge } from "../../components/status-badge";
import { Time } from "../../components/time";
import { useReadAgain } from "../../live/use-followed-pages";
import { portingCheckTexts } from "../../strings/porting-check";
import { answerOf, type CheckAnswer, type CheckResult, checkAnswers } from "./check-answer";
import { checkColumns, RequestLink } from "./check-columns";

const PAGE_ROWS = 100;
/** A check under way is read this often, besides the events of the feed. */
const POLL_MS = 1_500;
const texts = portingCheckTexts.result;

/** All results of a check. They are few enough to count and filter here. */
function useResults(id: string, checkedCount: number) {
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/portability-checks/{portability_check_id}/results", {
        path: { portability_check_id: id },
        query: { limit: PAGE_ROWS, cursor },
      }),
    [id],
  );
  const readAgain = useReadAgain(pageAt);
  // biome-ignore lint/correctness/useExhaustiveDependencies: more answers make the results out of date.
  useEffect(() => readAgain(), [checkedCount, readAgain]);
  return useAllPages(usePages(pageAt));
}

/** The answer for each number of a check, and the way on to a porting request. */
export function CheckResultPage() {
  const { id } = useParams({ from: "/signed-in/porting/checks/$id" });
  const [isRunning, setRunning] = useState(true);
  const check = useCall(
    call("GET", "/v1/portability-checks/{portability_check_id}", { path: { portability_check_id: id } }),
    { refetchInterval: isRunning ? POLL_MS : false },
  );
  const { data } = check;
  const isOver = data?.status === "completed";
  useEffect(() => setRunning(!isOver), [isOver]);
  const done = data ? data.counts.total - data.counts.pending : 0;
  const results = useResults(id, done);
  const [shown, setShown] = useState<CheckAnswer | "all">("all");
  if (check.error && !data) return <ErrorAlert error={check.error} onRetry={() => check.refetch()} />;
  const byAnswer = new Map<CheckAnswer, CheckResult[]>();
  for (const row of results.rows) byAnswer.set(answerOf(row), [...(byAnswer.get(answerOf(row)) ?? []), row]);
  const choices = checkAnswers.flatMap((answer) => {
    const count = byAnswer.get(answer)?.length ?? 0;
    return count === 0 ? [] : [{ value: answer, label: `${texts[answer]} ${count}` }];
  });
  const rows = shown === "all" ? results.rows : (byAnswer.get(shown) ?? []);
  return (
    <>
      <PageHeader
        title={texts.title}
        aside={data && <StatusBadge status={data.status} />}
        description={data && <Time at={data.created_at} />}
      >
        <LinkButton to="/porting/check" variant="default">
          {texts.again}
        </LinkButton>
      </PageHeader>
      {data && (
        <Stack gap="xs" mb="md">
          <Text size="sm" role="status">
            {isOver ? texts.complete(data.counts.total) : texts.running(done, data.counts.total)}
          </Text>
          {!isOver && (
            <Progress value={(100 * done) / Math.max(1, data.counts.total)} animated aria-label={texts.progress} />
          )}
          <StartRequest
            isOver={isOver === true && !results.hasNextPage}
            portable={byAnswer.get("portable") ?? []}
            byOperator={byAnswer.get("operator") ?? []}
          />
        </Stack>
      )}
      {choices.length > 1 && (
        <SegmentedControl
          mb="sm"
          size="xs"
          className="check-filter"
          aria-label={texts.show}
          value={shown}
          onChange={(value) => setShown(checkAnswers.find((answer) => answer === value) ?? "all")}
          data={[{ value: "all", label: `${texts.all} ${results.rows.length}` }, ...choices]}
        />
      )}
      <DataTable
        label={texts.title}
        columns={checkColumns}
        rows={rows}
        idOf={({ phone_number }) => phone_number}
        nameOf={({ phone_number }) => phone_number}
        {...pagesState(results)}
        empty={
          <EmptyState title={texts.title} text={texts.noResults}>
            <LinkButton to="/porting/check" variant="default">
              {texts.again}
            </LinkButton>
          </EmptyState>
        }
      />
      <ReasonList rows={rows} />
    </>
  );
}

/** Each reason once, with what to do and the numbers that it is about. */
function ReasonList({ rows }: { readonly rows: readonly CheckResult[] }) {
  const byCode = new Map<string, CheckResult[]>();
  for (const row of rows) {
    const code = (row.conflict ?? row.reason)?.code;
    if (code) byCode.set(code, [...(byCode.get(code) ?? []), row]);
  }
  if (byCode.size === 0) return null;
  return (
    <section>
      <Title order={2} mt="md" mb="xs">
        {texts.whatToDo}
      </Title>
      <List size="sm" spacing="xs">
        {[...byCode].map(([code, same]) => {
          const reason = same[0]?.conflict ?? same[0]?.reason;
          return (
            <List.Item key={code}>
              <strong>{reason?.title}</strong> ({texts.about(same.map(({ phone_number }) => phone_number))}):{" "}
              {reason?.detail} {reason?.fix} <RequestLink result={same[0]} />
            </List.Item>
          );
        })}
      </List>
    </section>
  );
}

interface StartRequestProps {
  readonly isOver: boolean;
  readonly portable: readonly CheckResult[];
  readonly byOperator: readonly CheckResult[];
}

function StartRequest({ isOver, portable, byOperator }: StartRequestProps) {
  const navigate = useNavigate();
  const [withOperator, setWithOperator] = useState(portable.length === 0);
  const chosen = [...portable, ...(withOperator || portable.length === 0 ? byOperator : [])];
  if (!isOver) return null;
  if (portable.length + byOperator.length === 0) return <Text size="sm">{texts.noneToPort}</Text>;
  return (
    <Group gap="md">
      <ActionButton
        label={texts.start(chosen.length)}
        variant="filled"
        scope="porting:write"
        makeCall={() =>
          call("POST", "/v1/porting-requests", {
            body: { phone_numbers: chosen.map(({ phone_number }) => phone_number) },
          })
        }
        doneMessage={null}
        onDone={({ id }) => navigate({ to: "/porting/$id/edit", params: { id }, search: { step: "account" } })}
      />
      {portable.length > 0 && byOperator.length > 0 && (
        <Checkbox
          label={texts.withOperator(byOperator.length)}
          checked={withOperator}
          onChange={({ currentTarget }) => setWithOperator(currentTarget.checked)}
        />
      )}
      <Text size="sm" c="dimmed">
        {texts.startHint}
      </Text>
    </Group>
  );
}
