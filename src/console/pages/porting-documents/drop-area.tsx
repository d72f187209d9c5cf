import { Button, Group, Progress, Select, Stack, Text, VisuallyHidden } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useId, useRef, useState } from "react";
import { useScope } from "../../app/use-session";
import { choicesOf } from "../../components/choices";
import { ErrorAlert } from "../../components/error-alert";
import { isUnder } from "../../live/stale-paths";
import { documentTexts } from "../../strings/porting-documents";
import { usePortingScope } from "../porting/porting-scope";
import { acceptedTypes, type DocumentKind, type Upload, useUploads } from "./uploads";

const kinds = choicesOf(documentTexts.kinds);
const isKind = (text: string | null): text is DocumentKind => text !== null && text in documentTexts.kinds;

interface DropAreaProps {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly onKind: (kind: DocumentKind) => void;
  readonly onStored?: () => unknown;
}

/** Takes files by drag and drop or from a dialog, and shows how far each is. */
export function DropArea({ id, kind, onKind, onStored }: DropAreaProps) {
  const queryClient = useQueryClient();
  const missing = useScope(usePortingScope());
  const input = useRef<HTMLInputElement>(null);
  const hintId = useId();
  const [isOver, setOver] = useState(false);
  const { uploads, dismiss, send } = useUploads(id, async () => {
    const path = `/v1/porting-requests/${id}`;
    await queryClient.invalidateQueries({ predicate: ({ queryKey }) => isUnder(queryKey, path) });
    await onStored?.();
  });
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (missing === null) send(event.dataTransfer.files, kind);
  };
  return (
    <Stack gap="sm">
      <Select
        label={documentTexts.kind}
        data={kinds}
        value={kind}
        allowDeselect={false}
        onChange={(value) => isKind(value) && onKind(value)}
        maw={320}
      />
      <section
        className={`drop-area${isOver ? " over" : ""}`}
        aria-label={documentTexts.drop}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <Group gap="xs" justify="center">
          <Text size="sm">{documentTexts.drop}</Text>
          <Button
            variant="default"
            size="compact-sm"
            aria-describedby={hintId}
            disabled={missing !== null}
            title={missing ?? undefined}
            onClick={() => input.current?.click()}
          >
            {documentTexts.choose}
          </Button>
        </Group>
        <Text size="xs" c="dimmed" ta="center" id={hintId}>
          {missing ?? documentTexts.hint}
        </Text>
        <VisuallyHidden>
          <input
            ref={input}
            type="file"
            multiple
            accept={acceptedTypes}
            tabIndex={-1}
            aria-label={documentTexts.choose}
            onChange={({ currentTarget }) => {
              send([...(currentTarget.files ?? [])], kind);
              currentTarget.value = "";
            }}
          />
        </VisuallyHidden>
      </section>
      {uploads.map((upload) => (
        <UploadRow key={upload.key} upload={upload} onDismiss={() => dismiss(upload.key)} />
      ))}
    </Stack>
  );
}

function UploadRow({
  upload: { name, share, error },
  onDismiss,
}: {
  readonly upload: Upload;
  readonly onDismiss: () => void;
}) {
  const percent = Math.round(100 * share);
  return (
    <Stack gap={4} role="status">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" truncate>
          {error ? name : documentTexts.uploading(name, percent)}
        </Text>
        <Button size="compact-xs" variant="default" onClick={onDismiss}>
          {error ? documentTexts.dismiss : documentTexts.stop}
        </Button>
      </Group>
      {error ? (
        <ErrorAlert error={error} />
      ) : (
        <Progress value={percent} animated aria-label={documentTexts.progress(name)} />
      )}
    </Stack>
  );
}
