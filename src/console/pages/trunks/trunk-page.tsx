import { Loader } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { usePaletteActions } from "../../app/palette-actions";
import { CopyableId } from "../../components/copyable";
import { ErrorAlert } from "../../components/error-alert";
import { TextLink } from "../../components/links";
import { PageHeader } from "../../components/page-header";
import { runAction } from "../../components/run-action";
import { StatusBadge } from "../../components/status-badge";
import { Time } from "../../components/time";
import { trunksTexts as texts } from "../../strings/trunks";
import { common } from "../../strings/words";
import { readAccount } from "../accounts/use-accounts";
import { DeleteSection } from "../connections/delete-section";
import { FactList } from "../connections/fact-list";
import { PageTabs } from "../connections/page-tabs";
import { refresh } from "../connections/refresh";
import { Section } from "../connections/section";
import { ConnectionSection } from "./connection-section";
import { HealthSection } from "./health-section";
import { ProvisioningSection } from "./provisioning-section";
import { TrunkNumbers } from "./trunk-numbers";
import { TrunkSettings } from "./trunk-settings";
import { TrunkVerification } from "./trunk-verification";
import { readTrunk, type Trunk } from "./use-trunks";

/** One SIP trunk. */
export function TrunkPage() {
  const { trunkId } = useParams({ from: "/signed-in/trunks/$trunkId" });
  const { tab } = useSearch({ from: "/signed-in/trunks/$trunkId" });
  const navigate = useNavigate();
  const { data: trunk, error, refetch } = useCall(readTrunk(trunkId));
  if (error && !trunk) return <ErrorAlert error={error} onRetry={refetch} />;
  if (!trunk) return <Loader aria-label={common.loading} />;
  const tabs = [
    { id: "overview", label: texts.tabs.overview, content: <Overview trunk={trunk} /> },
    ...(trunk.provider === "byoc"
      ? [{ id: "numbers", label: texts.tabs.numbers, content: <TrunkNumbers trunk={trunk} /> }]
      : []),
    { id: "settings", label: texts.tabs.settings, content: <Settings trunk={trunk} /> },
  ];
  return (
    <>
      <TrunkHeader trunk={trunk} />
      <PageTabs
        tabs={tabs}
        shown={tab}
        onChange={(id) =>
          void navigate({ to: "/trunks/$trunkId", params: { trunkId }, search: { tab: id }, replace: true })
        }
      />
    </>
  );
}

function Overview({ trunk }: { readonly trunk: Trunk }) {
  return (
    <>
      <ConnectionSection trunk={trunk} />
      <ProvisioningSection trunk={trunk} />
      <TrunkVerification key={trunk.id} trunk={trunk} />
      <HealthSection trunk={trunk} />
      <About trunk={trunk} />
    </>
  );
}

function Settings({ trunk }: { readonly trunk: Trunk }) {
  return (
    <>
      <TrunkSettings key={trunk.id} trunk={trunk} />
      <DeleteTrunk trunk={trunk} />
    </>
  );
}

function TrunkHeader({ trunk }: { readonly trunk: Trunk }) {
  const { id, name, provider, status } = trunk;
  const queryClient = useQueryClient();
  usePaletteActions(
    useMemo(
      () => [
        {
          id: "verify",
          label: texts.verify,
          description: name,
          scope: "trunks:write",
          run: () =>
            runAction({
              label: texts.verify,
              makeCall: () => call("POST", "/v1/sip-trunks/{sip_trunk_id}/verify", { path: { sip_trunk_id: id } }),
              doneMessage: texts.verifyDone,
              onDone: () => refresh(queryClient, `/v1/sip-trunks/${id}`),
            }),
        },
      ],
      [id, name, queryClient],
    ),
  );
  return <PageHeader title={name} aside={<StatusBadge status={status} />} description={texts.providers[provider]} />;
}

function About({ trunk }: { readonly trunk: Trunk }) {
  const { id, provider, carrier_account_id: accountId, carrier_trunk_sid: sid, created_at } = trunk;
  const account = useCall(readAccount(accountId ?? ""), { enabled: accountId !== null });
  return (
    <Section title={texts.about}>
      <FactList
        facts={[
          [texts.facts.id, <CopyableId key="id" id={id} />],
          [texts.facts.kind, texts.providers[provider]],
          [
            texts.facts.account,
            accountId ? (
              <TextLink key="account" to="/accounts/$accountId" params={{ accountId }}>
                {account.data?.name ?? accountId}
              </TextLink>
            ) : provider === "generic" ? (
              common.noValue
            ) : (
              texts.platformAccount
            ),
          ],
          [texts.facts.sid, sid ? <CopyableId key="sid" id={sid} /> : common.noValue],
          [texts.facts.created, <Time key="created" at={created_at} />],
        ]}
      />
    </Section>
  );
}

function DeleteTrunk({ trunk }: { readonly trunk: Trunk }) {
  const navigate = useNavigate();
  return (
    <DeleteSection
      texts={texts}
      name={trunk.name}
      scope="trunks:write"
      makeCall={() => call("DELETE", "/v1/sip-trunks/{sip_trunk_id}", { path: { sip_trunk_id: trunk.id } })}
      onDone={() => navigate({ to: "/trunks" })}
    />
  );
}
