import { Button, Group, Text } from "@mantine/core";
import { type ReactNode, useSyncExternalStore } from "react";
import { common } from "../strings/words";
import { Dialog } from "./dialog";

export interface Question {
  readonly title: string;
  readonly text: ReactNode;
  /** The name of the button that goes on: what it does. */
  readonly action: string;
  readonly isDangerous?: boolean;
}

/** Drawers and forms stand at 200, notifications at 400. */
const ABOVE_DRAWERS = 300;

interface Asked {
  readonly question: Question;
  readonly answer: (goOn: boolean) => void;
}

let asked: Asked | null = null;
const listeners = new Set<() => void>();
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

function show(next: Asked | null): void {
  asked = next;
  for (const listener of listeners) listener();
}

/** Asks before something that can't be undone. */
export const confirm = (question: Question): Promise<boolean> =>
  new Promise((resolve) => {
    asked?.answer(false);
    show({
      question,
      answer: (goOn) => {
        show(null);
        resolve(goOn);
      },
    });
  });

/** The place where `confirm` shows its question. */
export function ModalsRoot() {
  const current = useSyncExternalStore(subscribe, () => asked);
  const { question, answer } = current ?? {};
  return (
    <Dialog
      opened={current !== null}
      onClose={() => answer?.(false)}
      zIndex={ABOVE_DRAWERS}
      title={question?.title}
      centered
    >
      <Text size="sm" component="div">
        {question?.text}
      </Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={() => answer?.(false)} data-autofocus>
          {common.cancel}
        </Button>
        <Button color={question?.isDangerous ? "red" : undefined} onClick={() => answer?.(true)}>
          {question?.action}
        </Button>
      </Group>
    </Dialog>
  );
}
