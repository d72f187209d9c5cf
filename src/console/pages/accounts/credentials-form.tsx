import { Checkbox, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "../../api/api-error";
import { type BodyFor, call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { accountsTexts as texts } from "../../strings/accounts";
import { EntryForm } from "../connections/entry-form";
import { refresh } from "../connections/refresh";
import { Section } from "../connections/section";
import { SecretInput } from "./secret-input";
import type { Account } from "./use-accounts";

type Change = NonNullable<BodyFor<"PATCH", "/v1/carrier-accounts/{carrier_account_id}">>;

const secrets = ["auth_token", "secondary_auth_token", "api_key_secret"] as const;
type Secret = (typeof secrets)[number];

const labels = {
  auth_token: texts.token,
  secondary_auth_token: texts.secondaryToken,
  api_key_secret: texts.keySecret,
} as const satisfies Record<Secret, string>;

const hints = {
  auth_token: texts.tokenHint,
  secondary_auth_token: texts.secondaryTokenHint,
  api_key_secret: texts.keySecretHint,
} as const satisfies Record<Secret, string>;

const noSecrets = { auth_token: "", secondary_auth_token: "", api_key_secret: "" };

/** Changes the name and the stored secrets of an account. */
export function CredentialsForm({ account }: { readonly account: Account }) {
  const queryClient = useQueryClient();
  // As the form began: it must not take back what another person changes meanwhile.
  const [stored, setStored] = useState({ name: account.name, keySid: account.api_key_sid ?? "" });
  const [name, setName] = useState(stored.name);
  const [keySid, setKeySid] = useState(stored.keySid);
  const [values, setValues] = useState(noSecrets);
  const [removed, setRemoved] = useState<ReadonlySet<Secret>>(new Set());
  const [error, setError] = useState<unknown>(null);
  const problem = error instanceof ApiError ? error : null;

  const changeOf = (): Change => {
    const change: Change = {};
    if (name !== stored.name) change.name = name;
    for (const secret of secrets) {
      if (removed.has(secret)) change[secret] = null;
      else if (values[secret] !== "") change[secret] = values[secret].trim();
    }
    if (removed.has("api_key_secret")) change.api_key_sid = null;
    else if (keySid.trim() !== stored.keySid) change.api_key_sid = keySid.trim() || null;
    return change;
  };

  return (
    <Section title={texts.change} lead={texts.changeLead}>
      <EntryForm
        label={texts.change}
        submit={
          <ActionButton
            label={texts.changeAction}
            variant="filled"
            scope="accounts:write"
            makeCall={() =>
              call("PATCH", "/v1/carrier-accounts/{carrier_account_id}", {
                path: { carrier_account_id: account.id },
                body: changeOf(),
              })
            }
            onError={setError}
            doneMessage={texts.changed}
            onDone={(changed) => {
              setError(null);
              setStored({ name: changed.name, keySid: changed.api_key_sid ?? "" });
              setName(changed.name);
              setKeySid(changed.api_key_sid ?? "");
              setValues(noSecrets);
              setRemoved(new Set());
              return refresh(queryClient, `/v1/carrier-accounts/${account.id}`);
            }}
          />
        }
      >
        <TextInput
          label={texts.name}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={problem?.messageFor("/name")}
        />
        {secrets.map((secret) => (
          <div key={secret}>
            {secret === "api_key_secret" && (
              <TextInput
                mb="md"
                label={texts.keySid}
                description={texts.keySidHint}
                placeholder={texts.keySidPlaceholder}
                value={removed.has("api_key_secret") ? "" : keySid}
                onChange={({ currentTarget }) => setKeySid(currentTarget.value)}
                error={problem?.messageFor("/api_key_sid")}
                disabled={removed.has("api_key_secret")}
                autoComplete="off"
                spellCheck={false}
              />
            )}{" "}
            <SecretInput
              label={labels[secret]}
              hint={hints[secret]}
              placeholder={account.secrets[secret] ? texts.keepSecret : texts.noSecret}
              value={values[secret]}
              onChange={(value) => setValues((before) => ({ ...before, [secret]: value }))}
              error={problem?.messageFor(`/${secret}`)}
              isDisabled={removed.has(secret)}
            />
            {account.secrets[secret] && (
              <Checkbox
                mt={6}
                size="xs"
                label={texts.remove(texts.secretNames[secret])}
                checked={removed.has(secret)}
                onChange={({ currentTarget: { checked } }) =>
                  setRemoved(
                    (before) => new Set(checked ? [...before, secret] : [...before].filter((s) => s !== secret)),
                  )
                }
              />
            )}
          </div>
        ))}
        <ErrorAlert error={error} withFields={false} />
      </EntryForm>
    </Section>
  );
}
