import { Radio, SimpleGrid, Text, TextInput, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { ApiError } from "../../api/api-error";
import { ChoiceCard } from "../../components/choice-card";
import { ErrorAlert } from "../../components/error-alert";
import { trunksTexts as texts } from "../../strings/trunks";
import { EntryForm } from "../connections/entry-form";
import { FormatFields } from "./format-fields";
import { GatewaysEditor } from "./gateways-editor";
import type { TrunkDraft } from "./trunk-draft";
import { TwilioFields } from "./twilio-fields";
import type { Provider } from "./use-trunks";

interface TrunkFormProps {
  readonly label: string;
  readonly draft: TrunkDraft;
  readonly onChange: (draft: TrunkDraft) => void;
  readonly error: unknown;
  /** A stored trunk keeps its provider and its account. */
  readonly isStored: boolean;
  readonly submit: ReactNode;
}

const providers: readonly Provider[] = ["byoc", "twilio_elastic", "generic"];

/** The form of a trunk: its fields and hints fit the provider. */
export function TrunkForm({ label, draft, onChange, error, isStored, submit }: TrunkFormProps) {
  const problem = error instanceof ApiError ? error : null;
  const change = (fields: Partial<TrunkDraft>) => onChange({ ...draft, ...fields });
  const { provider } = draft;
  return (
    <EntryForm label={label} submit={submit} isWide>
      {!isStored && (
        <ProviderChoice
          provider={provider}
          error={problem?.messageFor("/provider")}
          onChange={(next) => change({ provider: next, credentials: null, secure: null })}
        />
      )}
      <TextInput
        label={texts.name}
        description={texts.nameHint}
        value={draft.name}
        onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        error={problem?.messageFor("/name")}
        withAsterisk
        maw={720}
      />
      <TwilioFields draft={draft} problem={problem} onChange={change} isStored={isStored} />
      {provider !== "twilio_elastic" && <FormatFields draft={draft} problem={problem} onChange={change} />}
      <section aria-label={texts.gateways}>
        <Title order={isStored ? 3 : 2}>{texts.gateways}</Title>
        <Text size="sm" c="dimmed" mb="sm">
          {texts.gatewaysHints[provider]}
        </Text>
        <GatewaysEditor
          gateways={draft.gateways}
          provider={provider}
          problem={problem}
          onChange={(gateways) => change({ gateways })}
        />
        {problem?.messageFor("/gateways") && (
          <Text size="sm" c="red" mt="xs" role="alert">
            {problem.messageFor("/gateways")}
          </Text>
        )}
      </section>
      <ErrorAlert error={error} />
    </EntryForm>
  );
}

interface ProviderChoiceProps {
  readonly provider: Provider;
  readonly error: string | undefined;
  readonly onChange: (provider: Provider) => void;
}

function ProviderChoice({ provider, error, onChange }: ProviderChoiceProps) {
  return (
    <Radio.Group
      label={texts.provider}
      value={provider}
      onChange={(value) => onChange(providers.find((each) => each === value) ?? "byoc")}
      error={error}
    >
      <SimpleGrid cols={{ base: 1, md: 3 }} mt="xs">
        {providers.map((each) => (
          <ChoiceCard key={each} value={each} name={texts.providers[each]} hint={texts.providerHints[each]} />
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
}
