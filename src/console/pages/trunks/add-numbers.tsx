import { Code, FileInput, List, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { type Answer, call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { StatusBadge } from "../../components/status-badge";
import { trunksTexts as texts } from "../../strings/trunks";
import { EntryForm } from "../connections/entry-form";
import { type NumberLine, numberLines, numbersInFile } from "./number-lines";

type Added = Answer<"POST", "/v1/sip-trunks/{sip_trunk_id}/phone-numbers">;

const MAX_NUMBERS = 1_000;
/** Lines of a preview that are shown. */
const MAX_SHOWN = 200;

interface AddNumbersProps {
  readonly trunkId: string;
  /** The numbers that the trunk has. */
  readonly known: ReadonlySet<string>;
  readonly onAdded: () => unknown;
}

/** Adds numbers to a trunk, typed in or from a CSV file, with a preview and a result for each. */
export function AddNumbers({ trunkId, known, onAdded }: AddNumbersProps) {
  const [text, setText] = useState("");
  const [isUnread, setUnread] = useState(false);
  const [result, setResult] = useState<Added | null>(null);
  const [error, setError] = useState<unknown>(null);
  const lines = numberLines(text, known);
  const numbers = lines.filter(({ outcome }) => outcome === "add").map((line) => line.text);
  const change = (next: string) => {
    setText(next);
    setResult(null);
    setError(null);
  };
  const read = async (file: File | null) => {
    if (!file) return;
    const found = numbersInFile(await file.text());
    setUnread(found === null);
    if (found !== null) change(found);
  };
  return (
    <EntryForm
      label={texts.add1}
      submit={
        <ActionButton
          label={texts.addAction(numbers.length)}
          variant="filled"
          scope="trunks:write"
          disabledReason={
            numbers.length === 0
              ? texts.addNothing
              : numbers.length > MAX_NUMBERS
                ? texts.addTooMany(MAX_NUMBERS)
                : null
          }
          makeCall={() =>
            call("POST", "/v1/sip-trunks/{sip_trunk_id}/phone-numbers", {
              path: { sip_trunk_id: trunkId },
              body: { phone_numbers: numbers },
            })
          }
          onError={setError}
          doneMessage={null}
          onDone={(added) => {
            setText("");
            setResult(added);
            return onAdded();
          }}
        />
      }
    >
      <Textarea
        data-entry
        label={texts.typed}
        description={texts.typedHint}
        placeholder={texts.typedPlaceholder}
        value={text}
        onChange={({ currentTarget }) => change(currentTarget.value)}
        autosize
        minRows={2}
        maxRows={10}
        spellCheck={false}
      />
      <FileInput
        label={texts.file}
        placeholder={texts.filePlaceholder}
        accept=".csv,text/csv"
        onChange={(file) => void read(file)}
        error={isUnread ? texts.fileUnread : undefined}
      />
      {lines.length > 0 && <Preview lines={lines} />}
      <ErrorAlert error={error} />
      {result && <Results result={result} />}
    </EntryForm>
  );
}

function Preview({ lines }: { readonly lines: readonly NumberLine[] }) {
  return (
    <div>
      <table className="setting-changes" aria-label={texts.linesPreview}>
        <thead>
          <tr>
            <th scope="col">{texts.lineColumns.number}</th>
            <th scope="col">{texts.lineColumns.outcome}</th>
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, MAX_SHOWN).map(({ at, text, outcome }) => (
            <tr key={at}>
              <td>{text}</td>
              <td>{outcome === "add" ? texts.lineOutcomes.add : <strong>{texts.lineOutcomes[outcome]}</strong>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {lines.length > MAX_SHOWN && (
        <Text size="sm" c="dimmed">
          {texts.moreLines(lines.length - MAX_SHOWN)}
        </Text>
      )}
    </div>
  );
}

function Results({ result }: { readonly result: Added }) {
  const failures = result.results.filter(({ error }) => error !== null);
  return (
    <div role="status">
      <Text fw={600} size="sm">
        {texts.added(result.added, result.failed)}
      </Text>
      <List size="sm" listStyleType="none">
        {failures.slice(0, MAX_SHOWN).map(({ phone_number, error }) => (
          <List.Item key={phone_number}>
            <StatusBadge status="failed" /> {phone_number} <Code>{error?.code}</Code> {error?.detail}
          </List.Item>
        ))}
      </List>
    </div>
  );
}
