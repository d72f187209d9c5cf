import { Button } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { usePaletteActions } from "../../app/palette-actions";
import { switchTenant } from "../../app/switch-tenant";
import { showError } from "../../components/run-action";

interface ActForButtonProps {
  readonly tenantId: string;
  readonly label: string;
}

/** Has the operator's session act for a tenant, and goes to the tenant's overview. */
export function ActForButton({ tenantId, label }: ActForButtonProps) {
  const router = useRouter();
  const [isRunning, setRunning] = useState(false);
  const act = useCallback(async () => {
    setRunning(true);
    try {
      await switchTenant(tenantId, () => router.navigate({ to: "/" }));
    } catch (error) {
      showError(error);
    } finally {
      setRunning(false);
    }
  }, [tenantId, router]);
  usePaletteActions(useMemo(() => [{ id: "act-for", label, description: tenantId, run: act }], [label, tenantId, act]));
  return (
    <Button variant="default" loading={isRunning} onClick={() => void act()}>
      {label}
    </Button>
  );
}
