import { Button } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
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
  const act = async () => {
    setRunning(true);
    try {
      await switchTenant(tenantId, () => router.navigate({ to: "/" }));
    } catch (error) {
      showError(error);
    } finally {
      setRunning(false);
    }
  };
  return (
    <Button variant="default" loading={isRunning} onClick={() => void act()}>
      {label}
    </Button>
  );
}
