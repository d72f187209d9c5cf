import { Button, Checkbox, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { ApiError } from "../../api/api-error";
import { type Answer, call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { Dialog } from "../../components/dialog";
import { ErrorAlert } from "../../components/error-alert";
import { showSecret } from "../../components/secret-once";
import { StatusBadge } from "../../components/status-badge";
import { Ago, dayText } from "../../components/time";
import { requestTexts } from "../../strings/porting-request";
import { usePortingScope } from "../porting/porting-scope";

const texts = requestTexts.links;
const DAY_MS = 24 * 60 * 60_000;
const DEFAULT_DAYS = "30";
/** A link ends within 90 days, so the last minute of the last day is left out. */
const MARGIN_MS = 60_000;

type ShareLink = Answer<"GET", "/v1/porting-requests/{porting_request_id}/share-links">["data"][number];
type Permission = ShareLink["permissions"][number];
const permissions: readonly Permission[] = ["view", "upload", "correct"];

/** Links for people without an account: made, copied once, and revoked here. */
export function ShareLinks({ id }: { readonly id: string }) {
  const scope = usePortingScope();
  const [isOpen, setOpen] = useState(false);
  const { data, error, refetch } = useCall(
    call("GET", "/v1/porting-requests/{porting_request_id}/share-links", {
      path: { porting_request_id: id },
      query: { limit: 50 },
    }),
  );
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {texts.lead}
      </Text>
      <ErrorAlert error={error} onRetry={refetch} />
      {data?.data.length === 0 && <Text size="sm">{texts.none}</Text>}
      <ul className="port-plain-list">
        {data?.data.map((link) => (
          <li key={link.id} className="document-row">
            <Group justify="space-between" gap="xs">
              <div className="document-name">
                <Text size="sm" fw={600}>
                  {link.label ?? texts.unnamed}
                </Text>
                <Text size="xs" c="dimmed">
                  {link.permissions.join(", ")} · {texts.expires} {dayText(link.expires_at)} ·{" "}
                  {link.last_opened_at ? (
                    <>
                      {texts.opened} <Ago at={link.last_opened_at} />
                    </>
                  ) : (
                    texts.neverOpened
                  )}
                </Text>
              </div>
              <Group gap="xs">
                <StatusBadge status={link.status} />
                {link.status === "active" && (
                  <ActionButton
                    size="compact-sm"
                    label={texts.revoke}
                    {...(scope && { scope })}
                    question={{
                      title: texts.revokeTitle,
                      text: texts.revokeText,
                      action: texts.revoke,
                      isDangerous: true,
                    }}
                    makeCall={() =>
                      call("DELETE", "/v1/porting-requests/{porting_request_id}/share-links/{porting_share_link_id}", {
                        path: { porting_request_id: id, porting_share_link_id: link.id },
                      })
                    }
                    onDone={refetch}
                  />
                )}
              </Group>
            </Group>
          </li>
        ))}
      </ul>
      <div>
        <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
          {texts.create}
        </Button>
      </div>
      {isOpen && <NewLinkDialog id={id} onClose={() => setOpen(false)} onMade={refetch} />}
    </Stack>
  );
}

interface NewLinkDialogProps {
  readonly id: string;
  readonly onClose: () => void;
  readonly onMade: () => unknown;
}

function NewLinkDialog({ id, onClose, onMade }: NewLinkDialogProps) {
  const scope = usePortingScope();
  const [label, setLabel] = useState("");
  const [chosen, setChosen] = useState<readonly Permission[]>(["view", "upload"]);
  const [days, setDays] = useState(DEFAULT_DAYS);
  const [error, setError] = useState<unknown>(null);
  const labelError = error instanceof ApiError ? error.messageFor("/label") : undefined;
  return (
    <Dialog opened onClose={onClose} title={texts.create}>
      <Stack gap="md">
        <TextInput
          label={texts.label}
          description={texts.labelHint}
          data-autofocus
          maxLength={100}
          value={label}
          error={labelError}
          onChange={({ currentTarget }) => setLabel(currentTarget.value)}
        />
        <Checkbox.Group
          label={texts.permissions}
          value={[...chosen]}
          onChange={(values) => setChosen(permissions.filter((each) => each === "view" || values.includes(each)))}
        >
          <Stack gap={6} mt={4}>
            {permissions.map((each) => (
              <Checkbox key={each} value={each} label={texts.permissionNames[each]} disabled={each === "view"} />
            ))}
          </Stack>
        </Checkbox.Group>
        <div>
          <Text size="sm" fw={500} mb={4}>
            {texts.days}
          </Text>
          <SegmentedControl
            aria-label={texts.days}
            value={days}
            onChange={setDays}
            data={Object.entries(texts.dayChoices).map(([value, name]) => ({ value, label: name }))}
          />
        </div>
        <ErrorAlert error={labelError ? null : error} />
        <ActionButton
          label={texts.create}
          variant="filled"
          {...(scope && { scope })}
          makeCall={() =>
            call("POST", "/v1/porting-requests/{porting_request_id}/share-links", {
              path: { porting_request_id: id },
              body: {
                ...(label.trim() !== "" && { label: label.trim() }),
                permissions: [...chosen],
                expires_at: new Date(Date.now() + Number(days) * DAY_MS - MARGIN_MS).toISOString(),
              },
            })
          }
          doneMessage={null}
          onError={setError}
          onDone={async ({ url }) => {
            onClose();
            const { madeTitle: title, made: text, url: label, copy: copyLabel } = texts;
            void showSecret({ title, text, label, secret: url, copyLabel, isLink: true });
            await onMade();
          }}
        />
      </Stack>
    </Dialog>
  );
}
