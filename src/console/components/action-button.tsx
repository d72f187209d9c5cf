import { Button, type ButtonProps, Menu } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { curlOf } from "../api/curl";
import { common } from "../strings/words";
import { copyText } from "./clipboard";
import { GatedButton } from "./gated-button";
import { ChevronDown } from "./icons";
import { type Action, runAction } from "./run-action";

interface ActionButtonProps<Data>
  extends Action<Data>,
    Pick<ButtonProps, "variant" | "color" | "size" | "leftSection" | "fullWidth"> {
  /** The scope that the operation needs. */
  readonly scope?: string;
  /** Why the action is not possible now. */
  readonly disabledReason?: string | null | undefined;
}

/** A button that sends one request, says what came of it, and can show it as a curl command. */
export function ActionButton<Data>(props: ActionButtonProps<Data>): ReactNode {
  const {
    label,
    makeCall,
    scope,
    disabledReason,
    question,
    canUndo,
    onStart,
    early,
    onDone,
    onConflict,
    onError,
    doneMessage,
  } = props;
  const { variant = "default", color, size = "sm", leftSection, fullWidth = false } = props;
  const [isRunning, setRunning] = useState(false);
  const run = () =>
    runAction(
      { label, makeCall, question, canUndo, onStart, early, onDone, onConflict, onError, doneMessage },
      setRunning,
    );
  const style = { variant, size, ...(color && { color }) };
  return (
    <Button.Group {...(fullWidth && { w: "100%" })}>
      <GatedButton
        {...style}
        fullWidth={fullWidth}
        leftSection={leftSection}
        loading={isRunning}
        scope={scope}
        disabledReason={disabledReason}
        onPress={() => void run()}
      >
        {label}
      </GatedButton>
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
