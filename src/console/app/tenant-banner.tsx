import { Alert, Group } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { call } from "../api/call";
import { sessionQuery } from "../api/session";
import { useCall } from "../api/use-call";
import { CopyableId } from "../components/copyable";
import { shell } from "../strings/shell";
import { useSession } from "./use-session";

/** A tenant that may do nothing gets no events, so the banner asks by itself whether that is over. */
const ASK_MS = 15_000;

/** Says plainly that the platform suspended or closed the tenant, until it does not hold any more. */
export function TenantBanner() {
  const { tenant, is_platform: isPlatform } = useSession();
  const queryClient = useQueryClient();
  const { data } = useCall(call("GET", "/v1/me"), { enabled: !isPlatform, refetchInterval: ASK_MS });
  const isOver = data?.tenant.status === "active";
  useEffect(() => {
    if (isOver) void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
  }, [queryClient, isOver]);
  // The page reads everything again when it is over.
  useEffect(() => () => void queryClient.invalidateQueries(), [queryClient]);
  if (tenant === null) return null;
  const { inactive } = shell;
  const reason = data?.tenant.status_reason;
  if (isPlatform) {
    return (
      <Alert color="orange" variant="light" mb="md" role="status">
        {inactive.acting(tenant.status)}
      </Alert>
    );
  }
  return (
    <Alert color="red" variant="light" mb="md" role="alert" title={inactive.title(tenant.status)}>
      {reason && `${inactive.reason(reason)} `}
      {inactive.text}
      <Group gap={6} mt="xs">
        <span>{inactive.todo}</span>
        <CopyableId id={tenant.id} />
      </Group>
    </Alert>
  );
}
