import { Group, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { ApiError } from "../../api/api-error";
import { call } from "../../api/call";
import { usePaletteActions } from "../../app/palette-actions";
import { ActionButton } from "../../components/action-button";
import { choicesOf } from "../../components/choices";
import { Dialog } from "../../components/dialog";
import { ErrorAlert } from "../../components/error-alert";
import { GatedButton } from "../../components/gated-button";
import { showSecret } from "../../components/secret-once";
import { keyTexts } from "../../strings/keys";
import { type Choice, noChoice, scopesOf } from "./key-scopes";
import { ScopeChooser } from "./scope-chooser";

interface CreateKeyProps {
  readonly tenantId: string;
  readonly isPlatform: boolean;
  /** The scope that creating needs. */
  readonly scope: string;
  readonly onDone: () => unknown;
}

const DAY_MS = 86_400_000;
const spans = { never: 0, week: 7, month: 30, quarter: 90, year: 365 } as const;
type Span = keyof typeof spans;
const isSpan = (text: string): text is Span => Object.hasOwn(spans, text);

interface KeyCreation {
  /** Opens the form; it may stand in several places. */
  readonly button: ReactNode;
  /** Stands once on the page. */
  readonly form: ReactNode;
}

/** The way to make a key, which is then shown once. */
export function useKeyCreation(props: CreateKeyProps): KeyCreation {
  const [isOpen, setOpen] = useState(false);
  const { scope, onDone } = props;
  usePaletteActions(
    useMemo(() => [{ id: "create-key", label: keyTexts.create, scope, run: () => setOpen(true) }], [scope]),
  );
  return {
    button: (
      <GatedButton scope={scope} onPress={() => setOpen(true)}>
        {keyTexts.create}
      </GatedButton>
    ),
    form: (
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title={keyTexts.createTitle} size="lg">
        {isOpen && (
          <KeyForm
            {...props}
            onKey={(secret) => {
              setOpen(false);
              const { secretTitle: title, secretText: text, secretLabel: label, copy: copyLabel } = keyTexts;
              void showSecret({ title, text, label, secret, copyLabel });
              return onDone();
            }}
          />
        )}
      </Dialog>
    ),
  };
}

function KeyForm({
  tenantId,
  isPlatform,
  scope,
  onKey,
}: CreateKeyProps & { readonly onKey: (key: string) => unknown }) {
  const [name, setName] = useState("");
  const [span, setSpan] = useState<Span>("never");
  const [isEverything, setEverything] = useState(!isPlatform);
  const [choice, setChoice] = useState<Choice>(noChoice);
  const [error, setError] = useState<unknown>(null);
  const scopes = scopesOf(choice);
  const messageFor = (pointer: string) => (error instanceof ApiError ? error.messageFor(pointer) : undefined);
  const body = () => ({
    ...(name.trim() && { name: name.trim() }),
    ...(span !== "never" && { expires_at: new Date(Date.now() + spans[span] * DAY_MS).toISOString() }),
    ...(!isEverything && { scopes }),
  });
  return (
    <Stack>
      <TextInput
        label={keyTexts.name}
        description={keyTexts.nameHint}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        error={messageFor("/name")}
        data-autofocus
      />
      <Select
        label={keyTexts.expires}
        description={keyTexts.expiresHint}
        data={choicesOf(keyTexts.spans)}
        value={span}
        onChange={(value) => value && isSpan(value) && setSpan(value)}
        error={messageFor("/expires_at")}
        allowDeselect={false}
      />
      <Radio.Group
        label={keyTexts.scopes}
        value={isEverything ? "all" : "chosen"}
        onChange={(value) => setEverything(value === "all")}
        error={messageFor("/scopes")}
      >
        <Group mt="xs">
          <Radio value="all" label={keyTexts.everything} />
          <Radio value="chosen" label={keyTexts.chosen} />
        </Group>
      </Radio.Group>
      {!isEverything && <ScopeChooser choice={choice} onChange={setChoice} isPlatform={isPlatform} />}
      <ErrorAlert error={error} withFields={false} />
      <Group justify="flex-end">
        {!isEverything && scopes.length === 0 && (
          <Text size="sm" c="dimmed">
            {keyTexts.nothingChosen}
          </Text>
        )}
        <ActionButton
          label={keyTexts.create}
          variant="filled"
          scope={scope}
          disabledReason={!isEverything && scopes.length === 0 ? keyTexts.nothingChosen : null}
          makeCall={() =>
            call("POST", "/v1/tenants/{tenant_id}/api-keys", { path: { tenant_id: tenantId }, body: body() })
          }
          onError={setError}
          onDone={({ key }) => onKey(key)}
        />
      </Group>
    </Stack>
  );
}
