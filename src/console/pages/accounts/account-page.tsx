import { Code, Loader } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { usePaletteActions } from "../../app/palette-actions";
import { ActionButton } from "../../components/action-button";
import { CopyableId } from "../../components/copyable";
import { ErrorAlert } from "../../components/error-alert";
import { LinkButton } from "../../components/links";
import { PageHeader } from "../../components/page-header";
import { runAction } from "../../components/run-action";
import { StatusBadge } from "../../components/status-badge";
import { Ago, Time } from "../../components/time";
import { accountsTexts as texts } from "../../strings/accounts";
import { common } from "../../strings/words";
import { DeleteSection } from "../connections/delete-section";
import { FactList } from "../connections/fact-list";
import { PageTabs } from "../connections/page-tabs";
import { refresh } from "../connections/refresh";
import { Section } from "../connections/section";
import { DetachSection } from "../imports/detach-section";
import { AccountVerification } from "./account-verification";
import { CredentialsForm } from "./credentials-form";
import { type Account, readAccount } from "./use-accounts";

/** One Twilio account of the tenant. */
export function AccountPage() {
  const { accountId } = useParams({ from: "/signed-in/accounts/$accountId" });
  const { tab } = useSearch({ from: "/signed-in/accounts/$accountId" });
  const navigate = useNavigate();
  const { data: account, error, refetch } = useCall(readAccount(accountId));
  if (error && !account) return <ErrorAlert error={error} onRetry={refetch} />;
  if (!account) return <Loader aria-label={common.loading} />;
  const tabs = [
    {
      id: "overview",
      label: texts.tabs.overview,
      content: (
        <>
          <AccountVerification account={account} />
          <About account={account} />
        </>
      ),
    },
    { id: "numbers", label: texts.tabs.numbers, content: <DetachSection account={account} /> },
    {
      id: "settings",
      label: texts.tabs.settings,
      content: (
        <>
          <CredentialsForm key={account.id} account={account} />
          <DeleteAccount account={account} />
        </>
      ),
    },
  ];
  return (
    <>
      <AccountHeader account={account} />
      <PageTabs
        tabs={tabs}
        shown={tab}
        onChange={(id) =>
          void navigate({ to: "/accounts/$accountId", params: { accountId }, search: { tab: id }, replace: true })
        }
      />
    </>
  );
}

function AccountHeader({ account }: { readonly account: Account }) {
  const { id, name, status, secrets } = account;
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  usePaletteActions(
    useMemo(
      () => [
        {
          id: "import",
          label: texts.importTo(name),
          run: () => navigate({ to: "/accounts/$accountId/import", params: { accountId: id } }),
        },
        {
          id: "verify",
          label: texts.verify,
          description: name,
          scope: "accounts:write",
          run: () =>
            runAction({
              label: texts.verify,
              makeCall: () =>
                call("POST", "/v1/carrier-accounts/{carrier_account_id}/verify", { path: { carrier_account_id: id } }),
              onDone: () => refresh(queryClient, `/v1/carrier-accounts/${id}`),
            }),
        },
      ],
      [id, name, navigate, queryClient],
    ),
  );
  return (
    <PageHeader title={name} aside={<StatusBadge status={status} />}>
      <LinkButton to="/accounts/$accountId/import" params={{ accountId: id }}>
        {texts.import}
      </LinkButton>
      <ActionButton
        label={texts.rotate}
        scope="accounts:write"
        disabledReason={secrets.signing_key ? null : texts.rotateNotNeeded}
        question={texts.rotateQuestion}
        makeCall={() =>
          call("POST", "/v1/carrier-accounts/{carrier_account_id}/rotate-signing-key", {
            path: { carrier_account_id: id },
          })
        }
        doneMessage={texts.rotateDone}
        onDone={() => refresh(queryClient, `/v1/carrier-accounts/${id}`)}
      />
    </PageHeader>
  );
}

function About({ account }: { readonly account: Account }) {
  const { id, account_sid, region, api_key_sid, secrets, created_at, updated_at } = account;
  const stored = Object.entries(texts.secretNames).flatMap(([name, label]) =>
    Object.entries(secrets).some(([key, isStored]) => key === name && isStored) ? [label] : [],
  );
  return (
    <Section title={texts.about}>
      <FactList
        facts={[
          [texts.facts.sid, <CopyableId key="sid" id={account_sid} />],
          [texts.facts.id, <CopyableId key="id" id={id} />],
          [texts.facts.region, texts.regions[region]],
          [
            texts.facts.requestsBy,
            api_key_sid ? <Code key="key">{texts.requestsByKey(api_key_sid)}</Code> : texts.requestsByToken,
          ],
          [texts.facts.secrets, stored.join(", ") || common.noValue],
          [texts.facts.created, <Time key="created" at={created_at} />],
          [texts.facts.changed, <Ago key="changed" at={updated_at} />],
        ]}
      />
    </Section>
  );
}

function DeleteAccount({ account }: { readonly account: Account }) {
  const navigate = useNavigate();
  return (
    <DeleteSection
      texts={texts}
      name={account.name}
      scope="accounts:write"
      makeCall={() =>
        call("DELETE", "/v1/carrier-accounts/{carrier_account_id}", { path: { carrier_account_id: account.id } })
      }
      onDone={() => navigate({ to: "/accounts" })}
    />
  );
}
