import { NumberInput, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { TrunkSelect } from "../../../components/trunk-select";
import { routingTexts } from "../../../strings/routing";
import type { ErrorAt, Fallback } from "./plan";

const { fallback: texts } = routingTexts;

type Kind = Fallback["kind"];
type FallbackOf<Name extends Kind> = Extract<Fallback, { readonly kind: Name }>;

interface FallbackEditorProps {
  readonly label: string;
  readonly value: Fallback | null;
  readonly onChange: (value: Fallback | null) => void;
  readonly errorAt: ErrorAt;
  /** Where the destination stands in the plan. */
  readonly pointer: string;
  /** The meaning of no destination. */
  readonly noneText: string;
}

const fresh: { readonly [Name in Kind]: FallbackOf<Name> } = {
  dial: { kind: "dial", phone_number: "" },
  say: { kind: "say", message: "" },
  sip: { kind: "sip", uri: "" },
};

const isKind = (text: string | null): text is Kind => text === "dial" || text === "say" || text === "sip";

/** A destination of calls that no agent takes. */
export function FallbackEditor({ label, value, onChange, errorAt, pointer, noneText }: FallbackEditorProps) {
  return (
    <Stack gap="xs">
      <Select
        label={label}
        data={[
          { value: "none", label: noneText },
          { value: "dial", label: texts.kinds.dial },
          { value: "say", label: texts.kinds.say },
          { value: "sip", label: texts.kinds.sip },
        ]}
        value={value?.kind ?? "none"}
        onChange={(kind) => onChange(isKind(kind) ? fresh[kind] : null)}
        error={errorAt(`${pointer}/kind`)}
        allowDeselect={false}
        maw={320}
      />
      {value?.kind === "dial" && (
        <DialFields value={value} onChange={onChange} errorAt={(name) => errorAt(`${pointer}${name}`)} />
      )}
      {value?.kind === "say" && (
        <SayFields value={value} onChange={onChange} errorAt={(name) => errorAt(`${pointer}${name}`)} />
      )}
      {value?.kind === "sip" && (
        <SipFields value={value} onChange={onChange} errorAt={(name) => errorAt(`${pointer}${name}`)} />
      )}
    </Stack>
  );
}

interface FieldsProps<Name extends Kind> {
  readonly value: FallbackOf<Name>;
  readonly onChange: (value: Fallback) => void;
  readonly errorAt: ErrorAt;
}

/** A text as the field's value; nothing stands for a field that is left out. */
const optional = (text: string): string | undefined => text || undefined;

function DialFields({ value, onChange, errorAt }: FieldsProps<"dial">) {
  return (
    <>
      <TextInput
        label={texts.phoneNumber}
        type="tel"
        placeholder="+14155550123"
        value={value.phone_number}
        onChange={({ currentTarget }) => onChange({ ...value, phone_number: currentTarget.value })}
        error={errorAt("/phone_number")}
        maw={320}
      />
      <Timeout value={value} onChange={onChange} errorAt={errorAt} />
      <Select
        label={texts.callerId}
        data={[
          { value: "caller", label: texts.callerIds.caller },
          { value: "called", label: texts.callerIds.called },
        ]}
        value={value.caller_id ?? "caller"}
        onChange={(next) => onChange({ ...value, caller_id: next === "called" ? "called" : "caller" })}
        allowDeselect={false}
        maw={320}
      />
      <TrunkSelect
        label={texts.trunk}
        value={value.sip_trunk_id ?? null}
        onChange={(id) => onChange({ ...value, sip_trunk_id: id ?? undefined })}
        error={errorAt("/sip_trunk_id")}
        maw={320}
      />
    </>
  );
}

function SayFields({ value, onChange, errorAt }: FieldsProps<"say">) {
  return (
    <>
      <Textarea
        label={texts.message}
        value={value.message}
        onChange={({ currentTarget }) => onChange({ ...value, message: currentTarget.value })}
        error={errorAt("/message")}
        autosize
        minRows={2}
        maxLength={4000}
      />
      <TextInput
        label={texts.voice}
        value={value.voice ?? ""}
        onChange={({ currentTarget }) => onChange({ ...value, voice: currentTarget.value || null })}
        error={errorAt("/voice")}
        maw={320}
      />
      <TextInput
        label={texts.language}
        value={value.language ?? ""}
        onChange={({ currentTarget }) => onChange({ ...value, language: currentTarget.value || null })}
        error={errorAt("/language")}
        maw={320}
      />
    </>
  );
}

function SipFields({ value, onChange, errorAt }: FieldsProps<"sip">) {
  return (
    <>
      <TextInput
        label={texts.uri}
        description={texts.uriHint}
        placeholder={texts.uriExample}
        value={value.uri ?? ""}
        onChange={({ currentTarget }) => onChange({ ...value, uri: optional(currentTarget.value) })}
        error={errorAt("/uri")}
      />
      <TrunkSelect
        label={texts.sipTrunk}
        value={value.sip_trunk_id ?? null}
        onChange={(id) => onChange({ ...value, sip_trunk_id: id ?? undefined, ...(id && { uri: undefined }) })}
        error={errorAt("/sip_trunk_id")}
        maw={320}
      />
      <TextInput
        label={texts.user}
        value={value.user ?? ""}
        onChange={({ currentTarget }) => onChange({ ...value, user: optional(currentTarget.value) })}
        error={errorAt("/user")}
        maw={320}
      />
      <Timeout value={value} onChange={onChange} errorAt={errorAt} />
    </>
  );
}

const DEFAULT_TIMEOUT_S = 20;

function Timeout({ value, onChange, errorAt }: FieldsProps<"dial"> | FieldsProps<"sip">) {
  return (
    <NumberInput
      label={texts.timeout}
      min={5}
      max={120}
      value={value.timeout_seconds ?? DEFAULT_TIMEOUT_S}
      onChange={(seconds) => onChange({ ...value, timeout_seconds: typeof seconds === "number" ? seconds : undefined })}
      error={errorAt("/timeout_seconds")}
      maw={160}
    />
  );
}
