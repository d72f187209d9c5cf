import { useSession } from "../../app/use-session";
import { PageHeader } from "../../components/page-header";
import { keyTexts } from "../../strings/keys";
import { useKeyCreation } from "./create-key";
import { KeysTable } from "./keys-table";
import { useKeys } from "./use-keys";

const PLATFORM_TENANT = "ten_platform";

/** The keys of the tenant, or of the platform itself. */
export function KeysPage() {
  const { tenant } = useSession();
  const tenantId = tenant?.id ?? PLATFORM_TENANT;
  const scope = tenant ? "keys:write" : "admin";
  const list = useKeys(tenantId);
  const { button, form } = useKeyCreation({ tenantId, isPlatform: tenant === null, scope, onDone: list.showNew });
  return (
    <>
      <PageHeader title={keyTexts.title} description={keyTexts.description}>
        {button}
      </PageHeader>
      <KeysTable list={list} scope={scope} create={button} />
      {form}
    </>
  );
}
