import { Alert, Anchor, Button, Code, Group, List, Text } from "@mantine/core";
import { useState } from "react";
import { ApiError } from "../api/api-error";
import { errorTexts } from "../strings/errors";
import { common } from "../strings/words";
import { copyText } from "./clipboard";
import { reportOf, textOf } from "./error-report";

interface ErrorAlertProps {
  readonly error: unknown;
  readonly onRetry?: () => unknown;
  /** Field errors that a form shows at its fields are left out. */
  readonly withFields?: boolean;
}

/** All that an error says: what happened, its code with a link to the guide, the fields, the request and its time. */
export function ErrorAlert({ error, onRetry, withFields = true }: ErrorAlertProps) {
  if (!error) return null;
  if (isSaidByBanner(error)) {
    return (
      <Text size="sm" c="dimmed">
        {errorTexts.inactive}
      </Text>
    );
  }
  return <Report error={error} withFields={withFields} {...(onRetry && { onRetry })} />;
}

/** The frame says once that the platform suspended or closed the tenant, so no card repeats it. */
const isSaidByBanner = (error: unknown): boolean =>
  error instanceof ApiError && error.method === "GET" && error.isTenantInactive;

function Report({ error, onRetry, withFields }: ErrorAlertProps) {
  const [shownAt] = useState(() => new Date());
  const page = `${location.pathname}${location.search}`;
  const report = reportOf(error, { page, at: shownAt });
  const { code, detail, asked, at, requestId, errors, hasGuide, needsReload } = report;
  return (
    <Alert color="red" variant="light" role="alert" title={code ?? undefined}>
      <Text size="sm">{detail}</Text>
      {withFields && errors.length > 0 && (
        <List size="sm" mt="xs">
          {errors.map(({ pointer, detail: text }) => (
            <List.Item key={`${pointer} ${text}`}>
              <Code>{pointer}</Code> {text}
            </List.Item>
          ))}
        </List>
      )}
      {!requestId && code !== null && (
        <Text size="xs" mt={4} className="error-occasion">
          <code>{asked}</code> · <time dateTime={at.toISOString()}>{at.toLocaleTimeString()}</time>
        </Text>
      )}
      <Group gap="sm" mt="xs">
        {onRetry && !needsReload && (
          <Button size="compact-xs" variant="default" onClick={() => void onRetry()}>
            {common.retry}
          </Button>
        )}
        {needsReload && (
          <Button size="compact-xs" variant="default" onClick={() => location.reload()}>
            {errorTexts.reload}
          </Button>
        )}
        {hasGuide && (
          <Anchor size="xs" href={`/docs/errors#${code}`} target="_blank" c="inherit" td="underline">
            {common.details}
          </Anchor>
        )}
        {code !== null && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            c="inherit"
            onClick={() => void copyText(textOf(report, page))}
          >
            {common.copyError}
          </Button>
        )}
        {requestId && <Code>{requestId}</Code>}
      </Group>
    </Alert>
  );
}
