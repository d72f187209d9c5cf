import { Group, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Answer, call } from "../../api/call";
import { keyOf, useCall } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { accountsTexts as texts } from "../../strings/accounts";
import { Ladder, type ShownRung } from "../connections/ladder";
import { refresh } from "../connections/refresh";
import { Section } from "../connections/section";
import { watched } from "../connections/watched";
import type { Account } from "./use-accounts";

type Verification = Answer<"GET", "/v1/carrier-accounts/{carrier_account_id}/verification">;
type RungName = Verification["rungs"][number]["rung"];

const names: readonly RungName[] = [
  "credentials",
  "account_status",
  "region",
  "list_numbers",
  "change_numbers",
  "trunks",
  "webhook_signing",
  "routes",
  "documents",
];

/** The first verification runs after the connection, without a request of the page: its result is asked for. */
const FIRST_RESULT_MS = 1_000;
/** Twilio applies a rule for signing after some time. */
const SIGNING_MS = 10_000;

const pauseOf = (verification: Verification | undefined): number | false => {
  if (!verification) return false;
  if (verification.status === "unverified") return FIRST_RESULT_MS;
  const isPending = verification.rungs.some(({ rung, status }) => rung === "webhook_signing" && status === "warning");
  return isPending ? SIGNING_MS : false;
};

function shownRungs(verification: Verification | undefined, isRunning: boolean): ShownRung[] {
  return names.map((name, at) => {
    const found = isRunning ? undefined : verification?.rungs.find(({ rung }) => rung === name);
    const toCome = at === 0 ? "running" : "waiting";
    return {
      name,
      status: found?.status ?? toCome,
      meaning: texts.rungs[name],
      code: found?.carrier_code ? String(found.carrier_code) : null,
      detail: found?.detail ?? null,
      hint: found?.hint ?? null,
      ms: found?.duration_ms ?? null,
    };
  });
}

/** The verification of an account, rung by rung. */
export function AccountVerification({ account }: { readonly account: Account }) {
  const path = { carrier_account_id: account.id };
  const read = call("GET", "/v1/carrier-accounts/{carrier_account_id}/verification", { path });
  const queryClient = useQueryClient();
  const [isRunning, setRunning] = useState(false);
  const known = queryClient.getQueryData<Verification>(keyOf(read));
  const verification = useCall(read, { refetchInterval: pauseOf(known) });
  const { data, error, refetch } = verification;
  const isFirst = data?.status === "unverified";
  return (
    <Section
      title={texts.verification}
      lead={texts.verificationLead}
      aside={
        <ActionButton
          label={texts.verify}
          scope="accounts:write"
          makeCall={() =>
            watched(call("POST", "/v1/carrier-accounts/{carrier_account_id}/verify", { path }), setRunning)
          }
          doneMessage={texts.verified}
          onDone={(result) => {
            queryClient.setQueryData(keyOf(read), result);
            return refresh(queryClient, `/v1/carrier-accounts/${account.id}`);
          }}
        />
      }
    >
      <ErrorAlert error={error} onRetry={refetch} />
      {data && (
        <Group gap="xs" mb="sm">
          <StatusBadge status={isRunning ? "verifying" : data.status} />
          <Text size="sm">{texts.statusMeans[data.status]}</Text>
          <Text size="sm" c="dimmed">
            {data.verified_at ? texts.verifiedAgo : texts.never} {data.verified_at && <Ago at={data.verified_at} />}
          </Text>
        </Group>
      )}
      {data && <Ladder label={texts.verification} rungs={shownRungs(data, isRunning || isFirst)} />}
    </Section>
  );
}
