import { Checkbox, Select, Textarea, TextInput } from "@mantine/core";
import type { ApiError } from "../../api/api-error";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { trunksTexts as texts } from "../../strings/trunks";
import { needsCredentials, type TrunkDraft } from "./trunk-draft";

interface TwilioFieldsProps {
  readonly draft: TrunkDraft;
  readonly problem: ApiError | null;
  readonly onChange: (change: Partial<TrunkDraft>) => void;
  /** A stored trunk stays in its account. */
  readonly isStored: boolean;
}

/** The settings that a trunk has at Twilio. */
export function TwilioFields({ draft, problem, onChange, isStored }: TwilioFieldsProps) {
  const { provider } = draft;
  if (provider === "generic") return null;
  const isElastic = provider === "twilio_elastic";
  const numberError = problem?.errors.find(({ pointer }) => pointer.startsWith("/number_sids"))?.detail;
  return (
    <>
      {!isStored && (
        <AccountSelect
          hint={texts.accountHints[provider]}
          isRequired={isElastic}
          value={draft.accountId}
          onChange={(accountId) => onChange({ accountId })}
          error={problem?.messageFor("/carrier_account_id")}
        />
      )}
      {isElastic && !isStored && (
        <TextInput
          label={texts.takeOver}
          description={texts.takeOverHint}
          placeholder={texts.takeOverPlaceholder}
          value={draft.takeOverSid}
          onChange={({ currentTarget }) => onChange({ takeOverSid: currentTarget.value })}
          error={problem?.messageFor("/carrier_trunk_sid")}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      <Checkbox
        label={texts.credentials}
        description={texts.credentialsHints[provider]}
        checked={needsCredentials(draft)}
        onChange={({ currentTarget }) => onChange({ credentials: currentTarget.checked })}
        error={problem?.messageFor("/credentials")}
      />
      <Checkbox
        label={texts.secure}
        description={texts.secureHint}
        checked={draft.secure ?? false}
        onChange={({ currentTarget }) => onChange({ secure: currentTarget.checked })}
        error={problem?.messageFor("/secure")}
      />
      {isElastic && (
        <>
          <Textarea
            label={texts.numberSids}
            description={texts.numberSidsHint}
            value={draft.numberSids}
            onChange={({ currentTarget }) => onChange({ numberSids: currentTarget.value })}
            error={numberError}
            autosize
            minRows={1}
            maxRows={8}
            spellCheck={false}
          />
          <TextInput
            type="url"
            label={texts.disaster}
            description={texts.disasterHint}
            value={draft.disasterUrl}
            onChange={({ currentTarget }) => onChange({ disasterUrl: currentTarget.value })}
            error={problem?.messageFor("/disaster_recovery_url")}
            spellCheck={false}
          />
        </>
      )}
    </>
  );
}

interface AccountSelectProps {
  readonly hint: string;
  readonly isRequired: boolean;
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
  readonly error: string | undefined;
}

function AccountSelect({ hint, isRequired, value, onChange, error }: AccountSelectProps) {
  const { data } = useCall(call("GET", "/v1/carrier-accounts", { query: { limit: 100 } }));
  return (
    <Select
      label={texts.account}
      description={hint}
      placeholder={isRequired ? undefined : texts.platformAccount}
      nothingFoundMessage={texts.noAccounts}
      data={data?.data.map(({ id, name }) => ({ value: id, label: name })) ?? []}
      value={value}
      onChange={onChange}
      error={error}
      withAsterisk={isRequired}
      searchable
      clearable
      clearButtonProps={{ "aria-label": texts.platformAccount }}
    />
  );
}
