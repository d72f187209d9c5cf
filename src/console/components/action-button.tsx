import { Button, type ButtonProps, Menu, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type ReactNode, useState } from "react";
import type { Call } from "../api/call";
import { curlOf } from "../api/curl";
import { useScope } from "../app/use-session";
import { common } from "../strings/common";
import { copyText } from "./clipboard";
import { confirm, type Question } from "./confirm";
import { ErrorAlert } from "./error-alert";
import { ChevronDown } from "./icons";
import { waitForUndo } from "./undo";

interface ActionButtonProps<Data>
  extends Pick<ButtonProps, "variant" | "color" | "size" | "leftSection" | "fullWidth"> {
  readonly label: string;
  /** Builds the request when it is needed. `null`: the form is not complete, and has said so. */
  readonly makeCall: () => Call<Data> | null;
  /** The scope that the operation needs. */
  readonly scope?: string;
  /** Why the action is not possible now. */
  readonly disabledReason?: string | null | undefined;
  readonly question?: Question;
  /** Gives the person some seconds to take it back. */
  readonly canUndo?: boolean;
  readonly onDone?: (data: Data) => unknown;
  /** Shows a failure elsewhere than in a notification, such as at the fields of a form. */
  readonly onError?: (error: unknown) => void;
  /** The message after a success; `null`: none. */
  readonly doneMessage?: string | null;
}

/** A button that sends one request, says what came of it, and can show it as a curl command. */
export function ActionButton<Data>(props: ActionButtonProps<Data>): ReactNode {
  const { label, makeCall, scope, disabledReason, question, canUndo, onDone, onError, doneMessage } = props;
  const { variant = "default", color, size = "sm", leftSection, fullWidth = false } = props;
  const [isRunning, setRunning] = useState(false);
  const missing = useScope(scope);
  const reason = missing ?? disabledReason ?? null;
  const run = async () => {
    const made = makeCall();
    if (!made || (question && !(await confirm(question)))) return;
    if (canUndo && !(await waitForUndo(label))) return notifications.show({ message: common.undone(label) });
    setRunning(true);
    try {
      const data = await made.send();
      if (doneMessage !== null)
        notifications.show({ message: doneMessage ?? common.actionDone(label), color: "green" });
      await onDone?.(data);
    } catch (error) {
      if (onError) onError(error);
      else showError(error);
    } finally {
      setRunning(false);
    }
  };
  const style = { variant, size, ...(color && { color }) };
  return (
    <Button.Group {...(fullWidth && { w: "100%" })}>
      <Tooltip label={reason} disabled={reason === null} events={{ hover: true, focus: true, touch: true }}>
        <Button
          {...style}
          fullWidth={fullWidth}
          leftSection={leftSection}
          loading={isRunning}
          data-disabled={reason === null ? undefined : true}
          aria-disabled={reason === null ? undefined : true}
          aria-description={reason ?? undefined}
          onClick={(event) => (reason === null ? void run() : event.preventDefault())}
        >
          {label}
        </Button>
      </Tooltip>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button {...style} px={6} aria-label={common.moreFor(label)}>
            <ChevronDown />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            onClick={() => {
              const made = makeCall();
              if (made) void copyText(curlOf(made, location.origin), common.curlCopied);
            }}
          >
            {common.copyAsCurl}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}

/** Shows a failure with all that it says, until the person closes it. */
export function showError(error: unknown): void {
  notifications.show({
    color: "red",
    autoClose: false,
    message: <ErrorAlert error={error} />,
    closeButtonProps: { "aria-label": common.close },
  });
}
