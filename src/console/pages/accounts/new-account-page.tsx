import { Group, Paper, Radio, Select, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError } from "../../api/api-error";
import { type BodyFor, call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { LinkButton } from "../../components/links";
import { PageHeader } from "../../components/page-header";
import { accountsTexts as texts } from "../../strings/accounts";
import { common } from "../../strings/words";
import { EntryForm } from "../connections/entry-form";
import { SecretInput } from "./secret-input";

type Body = NonNullable<BodyFor<"POST", "/v1/carrier-accounts">>;
type Region = NonNullable<Body["region"]>;

const regions: readonly Region[] = ["us1", "ie1", "au1", "jp1"];
const methods = ["token", "key", "both"] as const;
type Method = (typeof methods)[number];

const empty = { name: "", account_sid: "", auth_token: "", api_key_sid: "", api_key_secret: "" };
type Fields = typeof empty;

const bodyOf = (fields: Fields, region: Region, method: Method): Body => ({
  name: fields.name,
  account_sid: fields.account_sid.trim(),
  region,
  ...(method !== "key" && { auth_token: fields.auth_token.trim() }),
  ...(method !== "token" && {
    api_key_sid: fields.api_key_sid.trim(),
    api_key_secret: fields.api_key_secret.trim(),
  }),
});

/** Connects a Twilio account of the tenant. */
export function NewAccountPage() {
  const navigate = useNavigate();
  const [fields, setFields] = useState(empty);
  const [region, setRegion] = useState<Region>("us1");
  const [method, setMethod] = useState<Method>("token");
  const [error, setError] = useState<unknown>(null);
  const problem = error instanceof ApiError ? error : null;
  const input = (name: keyof Fields) => ({
    value: fields[name],
    onChange: (value: string) => setFields((before) => ({ ...before, [name]: value })),
    error: problem?.messageFor(`/${name}`),
  });
  const textInput = (name: keyof Fields) => ({
    ...input(name),
    onChange: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
      input(name).onChange(currentTarget.value),
    withAsterisk: true,
    autoComplete: "off",
    spellCheck: false,
  });
  return (
    <>
      <PageHeader title={texts.newTitle} description={texts.newLead} />
      <Paper withBorder p="md" maw={760}>
        <EntryForm
          label={texts.newTitle}
          submit={
            <Group>
              <ActionButton
                label={texts.connectAction}
                variant="filled"
                scope="accounts:write"
                makeCall={() => call("POST", "/v1/carrier-accounts", { body: bodyOf(fields, region, method) })}
                onError={setError}
                doneMessage={texts.connected}
                onDone={({ id }) => navigate({ to: "/accounts/$accountId", params: { accountId: id } })}
              />
              <LinkButton to="/accounts" variant="subtle">
                {common.cancel}
              </LinkButton>
            </Group>
          }
        >
          <TextInput label={texts.name} description={texts.nameHint} {...textInput("name")} data-autofocus />
          <TextInput
            label={texts.sid}
            description={texts.sidHint}
            placeholder={texts.sidPlaceholder}
            {...textInput("account_sid")}
          />
          <Select
            label={texts.region}
            description={texts.regionHint}
            data={regions.map((value) => ({ value, label: texts.regions[value] }))}
            value={region}
            onChange={(value) => setRegion(regions.find((each) => each === value) ?? "us1")}
            allowDeselect={false}
            error={problem?.messageFor("/region")}
          />
          <Radio.Group
            label={texts.method}
            description={texts.methodHints[method]}
            value={method}
            onChange={(value) => setMethod(methods.find((each) => each === value) ?? "token")}
          >
            <Group mt="xs">
              {methods.map((each) => (
                <Radio key={each} value={each} label={texts.methods[each]} />
              ))}
            </Group>
          </Radio.Group>
          {method !== "key" && (
            <SecretInput label={texts.token} hint={texts.tokenHint} isRequired {...input("auth_token")} />
          )}
          {method !== "token" && (
            <>
              <TextInput
                label={texts.keySid}
                description={texts.keySidHint}
                placeholder={texts.keySidPlaceholder}
                {...textInput("api_key_sid")}
              />
              <SecretInput label={texts.keySecret} hint={texts.keySecretHint} isRequired {...input("api_key_secret")} />
            </>
          )}
          <ErrorAlert error={error} withFields={false} />
        </EntryForm>
      </Paper>
    </>
  );
}
