import { Group, Paper, Stack, Switch, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/call";
import { keyOf } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { findingTexts } from "../../strings/findings";
import { TenantSelect } from "../tenants/tenant-select";
import type { Finding } from "./finding-filters";

/** The actions of the platform on a number that no tenant owns. */
export function OrphanActions({ finding }: { readonly finding: Finding }) {
  const queryClient = useQueryClient();
  const [tenant, setTenant] = useState<string | null>(null);
  const [overwrites, setOverwrites] = useState(false);
  const path = { finding_id: finding.id };
  const onDone = (changed: Finding) =>
    queryClient.setQueryData(keyOf(call("GET", "/v1/findings/{finding_id}", { path })), changed);
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2}>{findingTexts.adoptTitle}</Title>
        <Text size="sm">{findingTexts.adoptText}</Text>
        <TenantSelect label={findingTexts.adoptTenant} value={tenant} onChange={setTenant} />
        <Switch
          label={findingTexts.overwriteUrls}
          checked={overwrites}
          onChange={({ currentTarget }) => setOverwrites(currentTarget.checked)}
        />
        <Group>
          <ActionButton
            label={findingTexts.adopt}
            variant="filled"
            scope="admin"
            disabledReason={tenant === null ? findingTexts.adoptTenant : null}
            makeCall={() =>
              tenant === null
                ? null
                : call("POST", "/v1/findings/{finding_id}/adopt", {
                    path,
                    body: { tenant_id: tenant, ...(overwrites && { overwrite_urls: true }) },
                  })
            }
            onDone={onDone}
          />
          <ActionButton
            label={findingTexts.release}
            color="red"
            scope="admin"
            question={{
              title: findingTexts.releaseQuestion,
              text: findingTexts.releaseText,
              action: findingTexts.release,
              isDangerous: true,
            }}
            makeCall={() => call("POST", "/v1/findings/{finding_id}/release", { path })}
            onDone={onDone}
          />
        </Group>
      </Stack>
    </Paper>
  );
}
