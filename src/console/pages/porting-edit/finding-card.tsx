import { Alert, Anchor, Group, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type Call, call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { editTexts } from "../../strings/porting-edit";
import { usePortingScope } from "../porting/porting-scope";
import { useDraftHere } from "./draft-context";
import type { DraftChange, Group as FormGroup } from "./draft-form";
import type { Finding } from "./edit-steps";
import { removalOf, useAllNumbers } from "./use-all-numbers";

const { check } = editTexts;
const colors = { error: "red", warning: "orange", info: "blue" } as const;

/** A finding with the way out, and with the repair where a program can make it. */
export function FindingCard({ finding }: { readonly finding: Finding }) {
  const { severity, detail, fix, source } = finding;
  return (
    <Alert color={colors[severity]} variant="light" p="xs" title={check.severities[severity]}>
      <Text size="sm">{detail}</Text>
      {fix && (
        <Text size="sm" mt={2}>
          {fix}
        </Text>
      )}
      <Group gap="xs" mt={6}>
        {finding.change?.kind === "set_field" && <SetField finding={finding} />}
        {finding.change?.kind === "remove_numbers" && <RemoveNumbers finding={finding} />}
        <Anchor
          size="xs"
          href={source.url}
          target="_blank"
          rel="noreferrer"
          c="inherit"
          td="underline"
          title={source.title}
          aria-label={`${check.source}: ${source.title}`}
        >
          {check.source}
        </Anchor>
      </Group>
    </Alert>
  );
}

function SetField({ finding: { change } }: { readonly finding: Finding }) {
  const draft = useDraftHere();
  const scope = usePortingScope();
  const [, field = "", ...deeper] = change?.pointer?.split("/") ?? [];
  if (field === "" || deeper.length > 0) return null;
  return (
    <ActionButton
      size="compact-xs"
      label={check.apply}
      {...(scope && { scope })}
      makeCall={() =>
        call("PATCH", "/v1/porting-requests/{porting_request_id}", {
          path: { porting_request_id: draft.id },
          // Safe: the API names a field of a change, with its value.
          body: { [field]: change?.value } as DraftChange,
          ifMatch: draft.etag,
        })
      }
      doneMessage={check.applied}
      onDone={async () => {
        // Safe: the fields of a change are the groups of the form.
        draft.forget(field as FormGroup);
        await draft.refetch();
      }}
    />
  );
}

function RemoveNumbers({ finding: { phone_numbers } }: { readonly finding: Finding }) {
  const draft = useDraftHere();
  const scope = usePortingScope();
  const queryClient = useQueryClient();
  const { rows } = useAllNumbers(draft.id);
  if (draft.request.status !== "draft") return null;
  return (
    <ActionButton
      size="compact-xs"
      label={check.removeNumbers(phone_numbers.length)}
      {...(scope && { scope })}
      makeCall={(): Call<undefined> | null => removalOf(draft.id, rows, phone_numbers)}
      doneMessage={check.applied}
      onDone={async () => {
        await queryClient.invalidateQueries({ queryKey: [`/v1/porting-requests/${draft.id}/numbers`] });
        await draft.refetch();
      }}
    />
  );
}
