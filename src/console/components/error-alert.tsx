import { Alert, Anchor, Button, Code, Group, List, Text } from "@mantine/core";
import { ApiError } from "../api/api-error";
import { common } from "../strings/words";
import { copyText } from "./clipboard";

interface ErrorAlertProps {
  readonly error: unknown;
  readonly onRetry?: () => unknown;
  /** Field errors that a form shows at its fields are left out. */
  readonly withFields?: boolean;
}

/** All that an error says: what happened, its code with a link to the guide, the fields, and the request's id. */
export function ErrorAlert({ error, onRetry, withFields = true }: ErrorAlertProps) {
  if (!error) return null;
  const known = error instanceof ApiError ? error : null;
  const detail = known?.detail ?? (error instanceof Error ? error.message : String(error));
  return (
    <Alert color="red" variant="light" role="alert" title={known?.code}>
      <Text size="sm">{detail}</Text>
      {withFields && known && known.errors.length > 0 && (
        <List size="sm" mt="xs">
          {known.errors.map(({ pointer, detail: text }) => (
            <List.Item key={`${pointer} ${text}`}>
              <Code>{pointer}</Code> {text}
            </List.Item>
          ))}
        </List>
      )}
      <Group gap="sm" mt="xs">
        {onRetry && (
          <Button size="compact-xs" variant="default" onClick={() => void onRetry()}>
            {common.retry}
          </Button>
        )}
        {known && known.status > 0 && (
          <>
            <Anchor size="xs" href={`/docs/errors#${known.code}`} target="_blank" c="inherit" td="underline">
              {common.details}
            </Anchor>
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              c="inherit"
              onClick={() => void copyText(reportOf(known))}
            >
              {common.copyError}
            </Button>
            {known.requestId && <Code>{known.requestId}</Code>}
          </>
        )}
      </Group>
    </Alert>
  );
}

/** An error for a message to the platform's support. */
const reportOf = ({ method, url, status, code, detail, requestId, errors }: ApiError): string =>
  JSON.stringify({ request: `${method} ${url}`, status, code, detail, request_id: requestId, errors }, null, 2);
