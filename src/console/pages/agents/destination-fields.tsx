import { Alert, NumberInput, SegmentedControl, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { useScope } from "../../app/use-session";
import { agentsTexts } from "../../strings/agents";
import { type AgentDraft, wrongParameter } from "./agent-draft";
import { RelayFields } from "./relay-fields";

export interface FieldsProps {
  readonly draft: AgentDraft;
  readonly set: (change: Partial<AgentDraft>) => void;
  /** The server's message for a field, by its JSON pointer. */
  readonly messageFor: (pointer: string) => string | undefined;
}

/** The fields of the chosen kind. */
export function DestinationFields(props: FieldsProps) {
  const whole = props.messageFor("/destination");
  return (
    <Stack gap="sm">
      <KindFields {...props} />
      {whole && (
        <Alert color="red" variant="light" role="alert">
          {whole}
        </Alert>
      )}
    </Stack>
  );
}

function KindFields(props: FieldsProps) {
  switch (props.draft.kind) {
    case "stream":
      return (
        <>
          <UrlField
            {...props}
            label={agentsTexts.url}
            hint={agentsTexts.urlHintStream}
            example="wss://agents.example.com/media"
          />
          <ParametersField {...props} />
        </>
      );
    case "conversation_relay":
      return (
        <>
          <UrlField
            {...props}
            label={agentsTexts.url}
            hint={agentsTexts.urlHintRelay}
            example="wss://agents.example.com/relay"
          />
          <RelayFields {...props} />
          <ParametersField {...props} />
        </>
      );
    case "sip":
      return <SipFields {...props} />;
    case "dial":
      return <DialFields {...props} />;
    case "redirect":
      return <RedirectFields {...props} />;
    case "say":
      return <SayFields {...props} />;
  }
}

interface UrlFieldProps extends FieldsProps {
  readonly label: string;
  readonly hint: string;
  readonly example: string;
}

function UrlField({ draft, set, messageFor, label, hint, example }: UrlFieldProps) {
  return (
    <TextInput
      label={label}
      description={hint}
      placeholder={example}
      value={draft.url}
      onChange={({ currentTarget }) => set({ url: currentTarget.value })}
      error={messageFor("/destination/url")}
      inputMode="url"
      spellCheck={false}
      required
    />
  );
}

function ParametersField({ draft, set, messageFor }: FieldsProps) {
  const wrong = wrongParameter(draft.parameters);
  return (
    <Textarea
      label={agentsTexts.parameters}
      description={agentsTexts.parametersHint}
      value={draft.parameters}
      onChange={({ currentTarget }) => set({ parameters: currentTarget.value })}
      error={wrong ? agentsTexts.parameterWrong(wrong) : messageFor("/destination/parameters")}
      autosize
      minRows={2}
      maxRows={8}
      spellCheck={false}
    />
  );
}

function TimeoutField({ draft, set, messageFor }: FieldsProps) {
  return (
    <NumberInput
      label={agentsTexts.timeout}
      value={draft.timeout_seconds}
      onChange={(value) => set({ timeout_seconds: Number(value) })}
      error={messageFor("/destination/timeout_seconds")}
      min={5}
      max={120}
      maw={220}
    />
  );
}

interface TrunkFieldProps extends FieldsProps {
  readonly hint: string;
  readonly placeholder?: string;
}

function TrunkField({ draft, set, messageFor, hint, placeholder }: TrunkFieldProps) {
  const missing = useScope("trunks:read");
  const { data } = useCall(call("GET", "/v1/sip-trunks", { query: { limit: 200 } }), { enabled: missing === null });
  return (
    <Select
      label={agentsTexts.trunk}
      description={missing ?? hint}
      placeholder={placeholder}
      data={data?.data.map(({ id, name }) => ({ value: id, label: name })) ?? []}
      value={draft.sip_trunk_id}
      onChange={(id) => set({ sip_trunk_id: id })}
      error={messageFor("/destination/sip_trunk_id")}
      searchable
      clearable
      clearButtonProps={{ "aria-label": agentsTexts.noTrunk }}
    />
  );
}

function SipFields(props: FieldsProps) {
  const { draft, set, messageFor } = props;
  return (
    <>
      <SegmentedControl
        aria-label={agentsTexts.sipBy}
        value={draft.sipBy}
        onChange={(value) => set({ sipBy: value === "trunk" ? "trunk" : "uri" })}
        data={[
          { value: "uri", label: agentsTexts.sipByUri },
          { value: "trunk", label: agentsTexts.sipByTrunk },
        ]}
      />
      {draft.sipBy === "uri" ? (
        <TextInput
          label={agentsTexts.uri}
          description={agentsTexts.uriHint}
          placeholder="sip:agent@sip.example.com;transport=tls"
          value={draft.uri}
          onChange={({ currentTarget }) => set({ uri: currentTarget.value })}
          error={messageFor("/destination/uri")}
          spellCheck={false}
          required
        />
      ) : (
        <>
          <TrunkField {...props} hint={agentsTexts.trunkHint} />
          <TextInput
            label={agentsTexts.user}
            description={agentsTexts.userHint}
            value={draft.user}
            onChange={({ currentTarget }) => set({ user: currentTarget.value })}
            error={messageFor("/destination/user") ?? messageFor("/destination/uri")}
            spellCheck={false}
          />
        </>
      )}
      <TimeoutField {...props} />
    </>
  );
}

function DialFields(props: FieldsProps) {
  const { draft, set, messageFor } = props;
  return (
    <>
      <TextInput
        label={agentsTexts.phoneNumber}
        description={agentsTexts.phoneNumberHint}
        placeholder="+14155550100"
        value={draft.phone_number}
        onChange={({ currentTarget }) => set({ phone_number: currentTarget.value })}
        error={messageFor("/destination/phone_number")}
        inputMode="tel"
        required
      />
      <Select
        label={agentsTexts.callerId}
        data={(["caller", "called"] as const).map((value) => ({ value, label: agentsTexts.callerIds[value] }))}
        value={draft.caller_id}
        onChange={(value) => set({ caller_id: value === "called" ? "called" : "caller" })}
        allowDeselect={false}
      />
      <TrunkField {...props} hint={agentsTexts.dialTrunkHint} placeholder={agentsTexts.noTrunk} />
      <TimeoutField {...props} />
    </>
  );
}

function RedirectFields(props: FieldsProps) {
  const { draft, set } = props;
  return (
    <>
      <UrlField
        {...props}
        label={agentsTexts.redirectUrl}
        hint={agentsTexts.urlHintRedirect}
        example="https://agents.example.com/twiml"
      />
      <SegmentedControl
        aria-label={agentsTexts.method}
        value={draft.method}
        onChange={(value) => set({ method: value === "GET" ? "GET" : "POST" })}
        data={["POST", "GET"]}
        maw={200}
      />
    </>
  );
}

function SayFields({ draft, set, messageFor }: FieldsProps) {
  return (
    <>
      <Textarea
        label={agentsTexts.message}
        description={agentsTexts.messageHint}
        value={draft.message}
        onChange={({ currentTarget }) => set({ message: currentTarget.value })}
        error={messageFor("/destination/message")}
        autosize
        minRows={3}
        maxLength={4_000}
        required
      />
      <TextInput
        label={agentsTexts.voice}
        placeholder={agentsTexts.twilioDefault}
        value={draft.voice}
        onChange={({ currentTarget }) => set({ voice: currentTarget.value })}
        error={messageFor("/destination/voice")}
        maxLength={100}
      />
      <TextInput
        label={agentsTexts.language}
        description={agentsTexts.languageHint}
        placeholder={agentsTexts.twilioDefault}
        value={draft.language}
        onChange={({ currentTarget }) => set({ language: currentTarget.value })}
        error={messageFor("/destination/language")}
      />
    </>
  );
}
