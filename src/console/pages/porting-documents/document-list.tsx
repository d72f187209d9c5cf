import "./porting-documents.css";
import { Group, Stack, Text } from "@mantine/core";
import { type Answer, call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { documentTexts } from "../../strings/porting-documents";
import { usePortingScope } from "../porting/porting-scope";

type PortingDocument = Answer<"GET", "/v1/porting-requests/{porting_request_id}/documents">["data"][number];

const useDocuments = (id: string) =>
  useCall(
    call("GET", "/v1/porting-requests/{porting_request_id}/documents", {
      path: { porting_request_id: id },
      query: { limit: 100 },
    }),
  );

interface DocumentListProps {
  readonly id: string;
  /** Whether documents may be removed. */
  readonly isOpen: boolean;
  readonly onChanged?: () => unknown;
}

/** The documents of a request, to download and to remove. */
export function DocumentList({ id, isOpen, onChanged }: DocumentListProps) {
  const { data, error, refetch } = useDocuments(id);
  if (error && !data) return <ErrorAlert error={error} onRetry={refetch} />;
  if (!data) return null;
  if (data.data.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {documentTexts.none}
      </Text>
    );
  }
  return (
    <Stack gap="xs" component="ul" className="port-plain-list">
      {data.data.map((document) => (
        <DocumentRow
          key={document.id}
          document={document}
          isOpen={isOpen}
          onChanged={async () => {
            await refetch();
            await onChanged?.();
          }}
        />
      ))}
    </Stack>
  );
}

interface DocumentRowProps {
  readonly document: PortingDocument;
  readonly isOpen: boolean;
  readonly onChanged: () => unknown;
}

function DocumentRow({ document, isOpen, onChanged }: DocumentRowProps) {
  const scope = usePortingScope();
  const { id, porting_request_id, kind, filename, bytes, status, detail, origin, created_at } = document;
  const path = { porting_request_id, porting_document_id: id };
  return (
    <Group component="li" justify="space-between" gap="xs" className="document-row">
      <div className="document-name">
        <Text size="sm" fw={600} truncate title={filename}>
          {filename}
        </Text>
        <Text size="xs" c="dimmed">
          {documentTexts.kinds[kind]} · {documentTexts.size(bytes)} · {documentTexts.origins[origin]}{" "}
          <Ago at={created_at} />
        </Text>
        {detail && (
          <Text size="xs" c="red">
            {detail}
          </Text>
        )}
      </div>
      <Group gap="xs">
        <StatusBadge status={status} />
        <ActionButton
          size="compact-sm"
          label={documentTexts.download}
          makeCall={() =>
            call("POST", "/v1/porting-requests/{porting_request_id}/documents/{porting_document_id}/download-url", {
              path,
            })
          }
          disabledReason={status === "stored" ? null : detail}
          doneMessage={null}
          onDone={({ url }) => saveFile(url)}
        />
        {isOpen && (
          <ActionButton
            size="compact-sm"
            label={documentTexts.remove}
            {...(scope && { scope })}
            question={{
              title: documentTexts.removeTitle(filename),
              text: documentTexts.removeText,
              action: documentTexts.remove,
              isDangerous: true,
            }}
            makeCall={() =>
              call("DELETE", "/v1/porting-requests/{porting_request_id}/documents/{porting_document_id}", { path })
            }
            onDone={onChanged}
          />
        )}
      </Group>
    </Group>
  );
}

/** Saves the file from this page's own origin: the URL is of the same platform, whatever name the page has for it. */
function saveFile(url: string): void {
  const { pathname, search } = new URL(url, location.origin);
  const link = document.createElement("a");
  link.href = pathname + search;
  link.download = "";
  link.click();
}
