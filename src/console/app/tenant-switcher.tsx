import { Menu } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { call } from "../api/call";
import { useCall } from "../api/use-call";
import { showError } from "../components/run-action";
import { shell } from "../strings/shell";
import { common } from "../strings/words";
import { switchTenant } from "./switch-tenant";
import { useSession } from "./use-session";

/** A menu has room for these; the page of tenants has them all. */
const MAX_LISTED = 8;
const PLATFORM_TENANT = "ten_platform";

/** The operator's choice of the tenant to act for. */
export function TenantSwitcher() {
  const session = useSession();
  const router = useRouter();
  const isActing = session.tenant !== null;
  const tenants = useCall(call("GET", "/v1/tenants", { query: { status: "active", limit: MAX_LISTED + 1 } }), {
    enabled: !isActing,
  });
  const go = async (tenantId: string | null) => {
    try {
      await switchTenant(tenantId, () => router.navigate({ to: "/" }));
    } catch (error) {
      showError(error);
    }
  };
  if (isActing) return <Menu.Item onClick={() => void go(null)}>{shell.backToPlatform}</Menu.Item>;
  return (
    <>
      <Menu.Label>{shell.switchTenant}</Menu.Label>
      {tenants.isLoading && <Menu.Label>{common.loading}</Menu.Label>}
      {tenants.data?.data
        .filter(({ id }) => id !== PLATFORM_TENANT)
        .slice(0, MAX_LISTED)
        .map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => void go(id)}>
            {name}
          </Menu.Item>
        ))}
      <Menu.Item onClick={() => void router.navigate({ to: "/tenants" })}>{shell.allTenants}</Menu.Item>
    </>
  );
}
