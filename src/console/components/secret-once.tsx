import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { copyText } from "./clipboard";
import { Dialog } from "./dialog";

interface SecretOnceProps {
  readonly title: string;
  readonly text: string;
  readonly label: string;
  /** `null`: there is none to show. */
  readonly secret: string | null;
  readonly copyLabel: string;
  readonly doneLabel: string;
  readonly onDone: () => void;
}

/** Shows a secret that can't be read again. Only its button closes it, so that a stray key does not lose the secret. */
export function SecretOnce({ title, text, label, secret, copyLabel, doneLabel, onDone }: SecretOnceProps) {
  return (
    <Dialog
      opened={secret !== null}
      onClose={onDone}
      title={title}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      size="lg"
    >
      <Stack>
        <Text size="sm">{text}</Text>
        <Code block aria-label={label} className="secret">
          {secret}
        </Code>
        <Group justify="flex-end">
          <Button data-autofocus onClick={() => secret !== null && void copyText(secret)}>
            {copyLabel}
          </Button>
          <Button variant="default" onClick={onDone}>
            {doneLabel}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
