import { Anchor, Button, Code, Group, Stack, Text } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { holdPage } from "../app/hold-page";
import { common } from "../strings/words";
import { copyText } from "./clipboard";
import { Dialog } from "./dialog";

/** Something that the API shows once: a key, an endpoint's secret, a link. */
interface Secret {
  readonly title: string;
  readonly text: string;
  readonly label: string;
  readonly secret: string;
  readonly copyLabel: string;
  /** The secret is a link that can be opened. */
  readonly isLink?: boolean;
}

/** Above drawers, forms and questions. */
const ABOVE_FORMS = 320;

interface Shown extends Secret {
  readonly onDone: () => void;
}

let waiting: readonly Shown[] = [];
const listeners = new Set<() => void>();
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

function setWaiting(next: readonly Shown[]): void {
  waiting = next;
  holdPage("secret", next.length > 0);
  for (const listener of listeners) listener();
}

/**
 * Shows a secret that can't be read again, until the person says that it is stored. It stands over all pages, so it
 * outlives the page, list or form that asked for it.
 */
export const showSecret = (secret: Secret): Promise<void> =>
  new Promise((resolve) => {
    const shown: Shown = {
      ...secret,
      onDone: () => {
        setWaiting(waiting.filter((each) => each !== shown));
        resolve();
      },
    };
    setWaiting([...waiting, shown]);
  });

/** The place where `showSecret` shows secrets, one after the other. Only its button closes it, so no stray key does. */
export function SecretRoot() {
  const first = useSyncExternalStore(subscribe, () => waiting[0]);
  if (!first) return null;
  const { title, text, label, secret, copyLabel, isLink, onDone } = first;
  return (
    <Dialog
      opened
      onClose={() => undefined}
      title={title}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      zIndex={ABOVE_FORMS}
      size="lg"
    >
      <Stack>
        <Text size="sm">{text}</Text>
        <Code block aria-label={label} className="secret">
          {secret}
        </Code>
        <Group justify="flex-end">
          {isLink && (
            <Anchor href={secret} target="_blank" rel="noreferrer" td="underline" size="sm" mr="auto">
              {common.openLink}
            </Anchor>
          )}
          <Button data-autofocus onClick={() => void copyText(secret)}>
            {copyLabel}
          </Button>
          <Button variant="default" onClick={onDone}>
            {common.secretStored}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
