import { useSession } from "../../app/use-session";
import { PlatformOverview } from "./platform-overview";
import { TenantOverview } from "./tenant-overview";

/** How the tenant's numbers are doing, at a glance; for the platform's operator, how the platform is doing. */
export function OverviewPage() {
  const session = useSession();
  return session.tenant ? <TenantOverview /> : <PlatformOverview />;
}
