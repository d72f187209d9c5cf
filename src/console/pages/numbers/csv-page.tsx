import { Alert, Checkbox, FileInput, Group, Select, Stack, Textarea } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type Answer, call, type QueryOf } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { type Column, DataTable } from "../../components/data-table";
import { ErrorAlert } from "../../components/error-alert";
import { PageHeader } from "../../components/page-header";
import { StatusBadge } from "../../components/status-badge";
import { csvTexts } from "../../strings/numbers";
import { common } from "../../strings/words";
import { actionName } from "../bulk-jobs/action-name";
import { csvTextOf } from "./read-csv";

type Preview = Answer<"POST", "/v1/bulk-jobs/preview">;
type Line = Preview["items"][number];
type CsvAction = NonNullable<NonNullable<QueryOf<"POST", "/v1/bulk-jobs">>["action"]>;

const CSV = "text/csv; charset=utf-8";

const { columns: headers, actionHints } = csvTexts;

const isAction = (text: string | null): text is CsvAction => text !== null && Object.hasOwn(actionHints, text);

const columns: readonly Column<Line>[] = [
  { id: "line", header: headers.line, width: "4rem", alignRight: true, cell: ({ line }) => line ?? common.noValue },
  { id: "number", header: headers.number, cell: ({ phone_number }) => phone_number },
  {
    id: "result",
    header: headers.result,
    width: "9rem",
    cell: ({ would_succeed }) => <StatusBadge status={would_succeed ? csvTexts.ok : csvTexts.notOk} />,
  },
  {
    id: "reason",
    header: headers.reason,
    width: "minmax(10rem, 3fr)",
    hideOnPhone: true,
    cell: ({ error }) => <span title={error?.detail}>{error?.detail ?? common.noValue}</span>,
  },
];

/** Changes many numbers by a CSV file: what each line will do is shown before it runs. */
export function CsvPage() {
  const navigate = useNavigate();
  const [action, setAction] = useState<CsvAction>("update");
  const [text, setText] = useState("");
  const [preview, setPreview] = useState<Preview | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [onlyFailures, setOnlyFailures] = useState(false);
  const change = (run: () => void) => {
    run();
    setPreview(null);
    setError(null);
  };
  const { would_succeed: succeed = 0, would_fail: fail = 0 } = preview?.counts ?? {};
  const lines = preview?.items.filter((line) => !onlyFailures || !line.would_succeed) ?? [];
  return (
    <>
      <PageHeader title={csvTexts.title} description={csvTexts.lead} />
      <Stack maw={900}>
        <Select
          label={csvTexts.action}
          description={actionHints[action]}
          data={Object.keys(actionHints).map((value) => ({ value, label: actionName(value) }))}
          value={action}
          onChange={(next) => isAction(next) && change(() => setAction(next))}
          allowDeselect={false}
          maw={420}
        />
        <FileInput
          label={csvTexts.file}
          description={csvTexts.fileHint}
          placeholder={csvTexts.chooseFile}
          clearable
          clearButtonProps={{ "aria-label": csvTexts.noFile }}
          accept=".csv,text/csv,text/plain"
          maw={420}
          onChange={(file) => void file?.arrayBuffer().then((content) => change(() => setText(csvTextOf(content))))}
        />
        <Textarea
          label={csvTexts.text}
          description={csvTexts.textHint}
          placeholder={csvTexts.example}
          value={text}
          onChange={({ currentTarget }) => {
            const { value } = currentTarget;
            change(() => setText(value));
          }}
          minRows={6}
          maxRows={14}
          autosize
          classNames={{ input: "monospace" }}
          spellCheck={false}
        />
        <ErrorAlert error={error} />
        <Group>
          <ActionButton
            label={csvTexts.preview}
            scope="numbers:read"
            disabledReason={text.trim() === "" ? csvTexts.empty : null}
            makeCall={() =>
              call("POST", "/v1/bulk-jobs/preview", { query: { action }, contentType: CSV, rawBody: text })
            }
            doneMessage={null}
            onStart={() => setError(null)}
            onDone={setPreview}
            onError={setError}
          />
          <ActionButton
            label={csvTexts.run(succeed)}
            variant="filled"
            scope="numbers:write"
            disabledReason={preview ? null : csvTexts.needsPreview}
            question={{
              title: csvTexts.runTitle,
              text: csvTexts.runText(succeed, fail),
              action: csvTexts.run(succeed),
              isDangerous: action === "release",
            }}
            makeCall={() => call("POST", "/v1/bulk-jobs", { query: { action }, contentType: CSV, rawBody: text })}
            doneMessage={null}
            onDone={({ id }) => navigate({ to: "/bulk-jobs/$id", params: { id } })}
            onError={setError}
          />
        </Group>
        {preview && (
          <>
            <Alert variant="light" color={fail > 0 ? "yellow" : "green"} role="status">
              {csvTexts.previewDone(succeed, fail)}
            </Alert>
            {fail > 0 && (
              <Checkbox
                label={csvTexts.onlyFailures}
                checked={onlyFailures}
                onChange={({ currentTarget }) => setOnlyFailures(currentTarget.checked)}
              />
            )}
            <DataTable
              label={csvTexts.lines}
              columns={columns}
              rows={lines}
              idOf={({ line, phone_number }) => `${line} ${phone_number}`}
              nameOf={({ phone_number }) => phone_number}
              isLoading={false}
              error={null}
              empty={null}
              height="24rem"
            />
          </>
        )}
      </Stack>
    </>
  );
}
