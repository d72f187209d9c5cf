import { Group, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { ApiError } from "../../../api/api-error";
import { call } from "../../../api/call";
import { ActionButton } from "../../../components/action-button";
import { ErrorAlert } from "../../../components/error-alert";
import { portingCheckTexts } from "../../../strings/porting-check";
import { editTexts } from "../../../strings/porting-edit";
import { numbersInText } from "../../porting/numbers-in-text";
import { usePortingScope } from "../../porting/porting-scope";
import { useDraftHere } from "../draft-context";
import { FieldNotes } from "../field-notes";
import { useAllNumbers } from "../use-all-numbers";
import { CheckButton } from "./check-button";
import { NumberTable } from "./number-table";

const texts = editTexts.numbers;

/** Which numbers are ported. */
export function NumbersStep() {
  const draft = useDraftHere();
  const { form, set, refused, request } = draft;
  const numbers = useAllNumbers(draft.id);
  const isDraft = request.status === "draft";
  const onChanged = async () => {
    await numbers.refetch();
    await draft.refetch();
  };
  return (
    <Stack gap="md">
      <Text size="sm">{isDraft ? texts.lead : texts.fixed}</Text>
      {isDraft && <AddNumbers id={draft.id} onChanged={onChanged} />}
      <Group justify="space-between" align="flex-end">
        <Title order={3} size="h4">
          {texts.list}
        </Title>
        <CheckButton numbers={numbers.rows} onChecked={draft.refetch} />
      </Group>
      <div className="port-numbers">
        <NumberTable list={numbers} isDraft={isDraft} onChanged={onChanged} />
      </div>
      <FieldNotes groups={[]} pointers={["/phone_numbers", "/numbers"]} />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <TextInput
          label={texts.name}
          placeholder={texts.namePlaceholder}
          value={form.name}
          maxLength={100}
          error={refused["/name"]}
          onChange={({ currentTarget }) => set("name", currentTarget.value)}
        />
        <TextInput
          label={texts.reference}
          placeholder={editTexts.examples.reference}
          value={form.customer_reference}
          maxLength={100}
          error={refused["/customer_reference"]}
          onChange={({ currentTarget }) => set("customer_reference", currentTarget.value)}
        />
      </SimpleGrid>
    </Stack>
  );
}

interface AddNumbersProps {
  readonly id: string;
  readonly onChanged: () => unknown;
}

function AddNumbers({ id, onChanged }: AddNumbersProps) {
  const scope = usePortingScope();
  const [text, setText] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { numbers, others } = numbersInText(text);
  const makeCall = () => {
    setError(null);
    const found =
      others.length > 0 ? portingCheckTexts.noNumber(others) : numbers.length === 0 ? portingCheckTexts.nothing : null;
    setProblem(found);
    if (found !== null) return null;
    return call("POST", "/v1/porting-requests/{porting_request_id}/numbers", {
      path: { porting_request_id: id },
      body: { phone_numbers: [...numbers] },
    });
  };
  const details = error instanceof ApiError ? error.errors.map(({ detail }) => detail).slice(0, 5) : [];
  return (
    <Stack gap="xs" align="flex-start">
      <Textarea
        data-entry
        label={texts.add}
        description={texts.addHint}
        placeholder={"+13125550100\n+13125550110-+13125550119"}
        autosize
        minRows={3}
        maxRows={10}
        w="100%"
        value={text}
        error={problem ?? (details.length > 0 ? details.join(" ") : null)}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          setProblem(null);
          setError(null);
        }}
      />
      <ActionButton
        label={texts.addButton(numbers.length)}
        variant={text.trim() === "" ? "default" : "filled"}
        {...(scope && { scope })}
        makeCall={makeCall}
        doneMessage={null}
        onError={setError}
        onDone={async () => {
          setText("");
          await onChanged();
        }}
      />
      <ErrorAlert error={details.length > 0 ? null : error} />
    </Stack>
  );
}
