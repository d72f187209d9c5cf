import { Stack, Text, Textarea, Title } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { ApiError } from "../../api/api-error";
import { type Answer, call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { type Column, DataTable } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { ErrorAlert } from "../../components/error-alert";
import { FocusButton } from "../../components/focus-button";
import { TextLink } from "../../components/links";
import { PageHeader } from "../../components/page-header";
import { pagesState } from "../../components/pages-state";
import { StatusBadge } from "../../components/status-badge";
import { Time } from "../../components/time";
import { useFollowedPages } from "../../live/use-followed-pages";
import { portingCheckTexts } from "../../strings/porting-check";
import { numbersInText } from "../porting/numbers-in-text";

const MAX_NUMBERS = 1_000;
const { columns } = portingCheckTexts;

type CheckSummary = Answer<"GET", "/v1/portability-checks">["data"][number];

const checkColumns: readonly Column<CheckSummary>[] = [
  {
    id: "when",
    header: columns.when,
    width: "minmax(10rem, 1fr)",
    cell: ({ id, created_at }) => (
      <TextLink to="/porting/checks/$id" params={{ id }}>
        <Time at={created_at} />
      </TextLink>
    ),
  },
  {
    id: "numbers",
    header: columns.numbers,
    width: "6rem",
    cell: ({ counts }) => counts.total,
    alignRight: true,
    hideOnPhone: true,
  },
  {
    id: "result",
    header: columns.result,
    width: "minmax(10rem, 2fr)",
    hideOnPhone: true,
    cell: ({ counts }) => portingCheckTexts.summary(counts),
  },
  { id: "status", header: columns.status, width: "8rem", cell: ({ status }) => <StatusBadge status={status} /> },
];

/** Asks whether numbers can be ported, before anyone collects documents. */
export function CheckPage() {
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { numbers, others, repeated } = numbersInText(text);
  const makeCall = () => {
    setError(null);
    const found =
      others.length > 0
        ? portingCheckTexts.noNumber(others)
        : numbers.length === 0
          ? portingCheckTexts.nothing
          : numbers.length > MAX_NUMBERS
            ? portingCheckTexts.tooMany(MAX_NUMBERS)
            : null;
    setProblem(found);
    return found === null ? call("POST", "/v1/portability-checks", { body: { phone_numbers: [...numbers] } }) : null;
  };
  return (
    <>
      <PageHeader title={portingCheckTexts.title} description={portingCheckTexts.lead} />
      <Stack gap="sm" maw={720} mb="xl">
        <Textarea
          data-entry
          label={portingCheckTexts.numbers}
          description={portingCheckTexts.numbersHint}
          placeholder={"+13125550100\n(312) 555-0101"}
          autosize
          minRows={5}
          maxRows={14}
          value={text}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            setProblem(null);
          }}
          error={problem ?? numberErrors(error, numbers)}
        />
        <Text size="sm" c="dimmed" aria-live="polite">
          {text.trim() === "" ? null : portingCheckTexts.counted(numbers.length, repeated)}
        </Text>
        <div>
          <ActionButton
            label={portingCheckTexts.check}
            variant="filled"
            scope="porting:write"
            makeCall={makeCall}
            doneMessage={null}
            onError={setError}
            onDone={({ id }) => navigate({ to: "/porting/checks/$id", params: { id } })}
          />
        </div>
        <ErrorAlert error={error} withFields={false} />
      </Stack>
      <Title order={2} mb="xs">
        {portingCheckTexts.recent}
      </Title>
      <RecentChecks />
    </>
  );
}

/** The mistakes that the API found, each with its number. */
function numberErrors(error: unknown, numbers: readonly string[]): string | null {
  if (!(error instanceof ApiError) || error.errors.length === 0) return null;
  return error.errors
    .slice(0, 5)
    .map(({ pointer, detail }) => `${numbers[Number(pointer.split("/").at(-1))] ?? pointer}: ${detail}`)
    .join(" ");
}

function RecentChecks() {
  const navigate = useNavigate();
  const pageAt = useCallback(
    (cursor: string | undefined) => call("GET", "/v1/portability-checks", { query: { limit: 50, cursor } }),
    [],
  );
  const list = useFollowedPages(pageAt, ({ type }) => type.startsWith("portability_check."));
  return (
    <DataTable
      label={portingCheckTexts.recent}
      columns={checkColumns}
      rows={list.data?.pages.flatMap(({ data }) => data) ?? []}
      idOf={({ id }) => id}
      nameOf={({ id }) => id}
      onOpen={({ id }) => void navigate({ to: "/porting/checks/$id", params: { id } })}
      {...pagesState(list)}
      empty={
        <EmptyState title={portingCheckTexts.noneYet} text={portingCheckTexts.noneYetHint}>
          <FocusButton>{portingCheckTexts.enter}</FocusButton>
        </EmptyState>
      }
      height="20rem"
    />
  );
}
