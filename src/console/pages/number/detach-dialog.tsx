import { Checkbox, List, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { Dialog } from "../../components/dialog";
import { ErrorAlert } from "../../components/error-alert";
import { numberTexts } from "../../strings/number";
import type { NumberRow } from "./use-number";

interface DetachDialogProps {
  readonly number: NumberRow;
  readonly onClose: () => void;
  readonly onDone: () => unknown;
}

const { detach: texts, lifecycle } = numberTexts;

/** Gives an imported number back, after showing what goes back to what it was. */
export function DetachDialog({ number, onClose, onDone }: DetachDialogProps) {
  const path = { phone_number_id: number.id };
  const [isForced, setForced] = useState(false);
  const { data, error } = useQuery({
    queryKey: ["/v1/phone-numbers", number.id, "detach-preview"],
    queryFn: ({ signal }) => call("POST", "/v1/phone-numbers/{phone_number_id}/detach/preview", { path }).send(signal),
    gcTime: 0,
  });
  return (
    <Dialog opened onClose={onClose} title={texts.title}>
      <Stack gap="sm">
        <Text size="sm">{texts.lead}</Text>
        <ErrorAlert error={error} />
        {!data && !error && <Loader size="sm" aria-label={texts.checking} />}
        {data && (
          <div role="status">
            {data.status === "pending" && <Text size="sm">{texts.pending}</Text>}
            {data.restored.length > 0 && <Settings title={texts.restored} lines={data.restored} />}
            {data.not_restored.length > 0 && (
              <Settings
                title={texts.notRestored}
                lines={data.not_restored.map(({ setting, detail }) => `${setting}: ${detail}`)}
              />
            )}
            {data.restored.length + data.not_restored.length === 0 && <Text size="sm">{texts.nothing}</Text>}
          </div>
        )}
        <Checkbox
          label={texts.force}
          checked={isForced}
          onChange={({ currentTarget }) => setForced(currentTarget.checked)}
        />
        <ActionButton
          label={texts.run}
          variant="filled"
          color="red"
          scope="numbers:write"
          disabledReason={number.deletion_lock ? lifecycle.locked : null}
          makeCall={() =>
            call("POST", "/v1/phone-numbers/{phone_number_id}/detach", {
              path,
              query: { ...(isForced && { force: true }) },
            })
          }
          onDone={() => {
            onClose();
            return onDone();
          }}
        />
      </Stack>
    </Dialog>
  );
}

function Settings({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  return (
    <>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <List size="sm" mb="xs">
        {lines.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
    </>
  );
}
