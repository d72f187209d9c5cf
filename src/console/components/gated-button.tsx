import { Button, type ButtonProps, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { useScope } from "../app/use-session";

interface GatedButtonProps
  extends Pick<ButtonProps, "variant" | "color" | "size" | "leftSection" | "fullWidth" | "loading" | "c"> {
  /** The scope that pressing needs. */
  readonly scope?: string | undefined;
  /** Why else the button does nothing now. */
  readonly disabledReason?: string | null | undefined;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

/**
 * A button that can be reached while it does nothing, and says why: on hover, on focus, to screen readers, and when
 * it is pressed.
 */
export function GatedButton({ scope, disabledReason, onPress, children, ...style }: GatedButtonProps) {
  const missing = useScope(scope);
  const reason = missing ?? disabledReason ?? null;
  return (
    <Tooltip label={reason} disabled={reason === null} events={{ hover: true, focus: true, touch: true }}>
      <Button
        {...style}
        data-disabled={reason === null ? undefined : true}
        aria-disabled={reason === null ? undefined : true}
        aria-description={reason ?? undefined}
        onClick={() => (reason === null ? onPress() : sayWhyNot(reason))}
      >
        {children}
      </Button>
    </Tooltip>
  );
}

/** Says why nothing happens, once however often it is asked for. Screen readers announce it. */
export function sayWhyNot(reason: string): void {
  notifications.hide(reason);
  notifications.show({ id: reason, message: reason, color: "yellow" });
}
