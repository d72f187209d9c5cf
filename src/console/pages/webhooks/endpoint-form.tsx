import { Group, MultiSelect, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { ApiError } from "../../api/api-error";
import type { Answer, Call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { Dialog } from "../../components/dialog";
import { ErrorAlert } from "../../components/error-alert";
import { eventFamilies, eventTypes } from "../../components/event-text";
import { webhookTexts } from "../../strings/webhooks";

export type Endpoint = Answer<"GET", "/v1/webhook-endpoints/{webhook_endpoint_id}">;

interface EndpointFields {
  readonly url: string;
  readonly description: string;
  readonly event_types: string[];
}

interface EndpointFormProps<Data> {
  readonly title: string;
  readonly action: string;
  readonly initial?: EndpointFields;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly makeCall: (fields: EndpointFields) => Call<Data>;
  readonly onDone: (data: Data) => void;
}

const typeOptions = [
  {
    group: webhookTexts.families,
    items: eventFamilies.map((family) => webhookTexts.family(family)),
  },
  ...eventFamilies.map((family) => ({
    group: family,
    items: eventTypes.filter((type) => type.startsWith(`${family}.`)),
  })),
];

const empty: EndpointFields = { url: "", description: "", event_types: [] };

/** The fields of an endpoint, with the server's messages beside them. */
export function EndpointForm<Data>(props: EndpointFormProps<Data>) {
  const { title, opened, onClose } = props;
  return (
    <Dialog opened={opened} onClose={onClose} title={title} size="lg">
      {opened && <Fields {...props} />}
    </Dialog>
  );
}

function Fields<Data>({ action, initial = empty, makeCall, onDone }: EndpointFormProps<Data>) {
  const [fields, setFields] = useState(initial);
  const [error, setError] = useState<unknown>(null);
  // The change is of the version that the form began with, also if another person changes it meanwhile.
  const [makeChange] = useState(() => makeCall);
  const messageFor = (pointer: string) => (error instanceof ApiError ? error.messageFor(pointer) : undefined);
  const set = (change: Partial<EndpointFields>) => setFields((before) => ({ ...before, ...change }));
  return (
    <Stack>
      <TextInput
        label={webhookTexts.url}
        description={webhookTexts.urlHint}
        placeholder={webhookTexts.urlExample}
        type="url"
        value={fields.url}
        onChange={({ currentTarget }) => set({ url: currentTarget.value })}
        error={messageFor("/url")}
        required
        data-autofocus
      />
      <TextInput
        label={webhookTexts.describe}
        value={fields.description}
        onChange={({ currentTarget }) => set({ description: currentTarget.value })}
        error={messageFor("/description")}
      />
      <MultiSelect
        label={webhookTexts.types}
        description={webhookTexts.typesHint}
        placeholder={fields.event_types.length === 0 ? webhookTexts.allEvents : ""}
        data={typeOptions}
        value={[...fields.event_types]}
        onChange={(event_types) => set({ event_types })}
        error={messageFor("/event_types")}
        searchable
        clearable
        hidePickedOptions
        maxDropdownHeight={280}
      />
      <ErrorAlert error={error} withFields={false} />
      <Group justify="flex-end">
        <ActionButton
          label={action}
          variant="filled"
          scope="webhooks:write"
          makeCall={() => makeChange({ ...fields, url: fields.url.trim() })}
          onError={setError}
          onDone={onDone}
        />
      </Group>
    </Stack>
  );
}
