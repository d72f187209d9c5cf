import { Button, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { ApiError } from "../../../api/api-error";
import { call } from "../../../api/call";
import { ActionButton } from "../../../components/action-button";
import { type Column, DataTable } from "../../../components/data-table";
import { EmptyState } from "../../../components/empty-state";
import { ErrorAlert } from "../../../components/error-alert";
import { PhoneNumber } from "../../../components/phone-number";
import { common } from "../../../strings/common";
import { portingCheckTexts } from "../../../strings/porting-check";
import { editTexts } from "../../../strings/porting-edit";
import { usePortingScope } from "../../porting/porting-scope";
import { useDraftHere } from "../draft-context";
import type { PortingNumber, useAllNumbers } from "../use-all-numbers";

const texts = editTexts.numbers;

interface NumberTableProps {
  readonly list: ReturnType<typeof useAllNumbers>;
  readonly isDraft: boolean;
  readonly onChanged: () => unknown;
}

/** The numbers of the request, each with its own PIN if it has one. */
export function NumberTable({ list, isDraft, onChanged }: NumberTableProps) {
  const { id } = useDraftHere();
  const scope = usePortingScope();
  const [withPin, setWithPin] = useState<PortingNumber | null>(null);
  const columns = useMemo(
    (): readonly Column<PortingNumber>[] => [
      {
        id: "number",
        header: texts.columns.number,
        width: "minmax(9.5rem, 1fr)",
        cell: ({ phone_number }) => <PhoneNumber number={phone_number} />,
      },
      {
        id: "kind",
        header: texts.columns.kind,
        width: "8rem",
        hideOnPhone: true,
        cell: ({ country, type }) => portingCheckTexts.result.kind(country, type),
      },
      {
        id: "pin",
        header: texts.columns.pin,
        width: "8rem",
        hideOnPhone: true,
        cell: (row) => (
          <Button size="compact-xs" variant="default" onClick={() => setWithPin(row)}>
            {row.secrets.pin ? texts.changePin : texts.setPin}
          </Button>
        ),
      },
      {
        id: "actions",
        header: texts.columns.actions,
        width: "8rem",
        cell: (row) =>
          isDraft ? (
            <ActionButton
              size="compact-xs"
              label={texts.remove}
              {...(scope && { scope })}
              makeCall={() =>
                call("DELETE", "/v1/porting-requests/{porting_request_id}/numbers/{porting_number_id}", {
                  path: { porting_request_id: id, porting_number_id: row.id },
                })
              }
              doneMessage={null}
              onDone={onChanged}
            />
          ) : (
            common.noValue
          ),
      },
    ],
    [id, isDraft, scope, onChanged],
  );
  return (
    <>
      <DataTable
        label={texts.list}
        columns={columns}
        rows={list.rows}
        idOf={(row) => row.id}
        nameOf={({ phone_number }) => phone_number}
        isLoading={list.isPending}
        error={list.error}
        onRetry={() => list.refetch()}
        isLoadingMore={list.isFetchingNextPage}
        empty={<EmptyState title={texts.none} text={texts.noneHint} />}
        height={list.rows.length > 6 ? "20rem" : "auto"}
      />
      {withPin && (
        <PinDialog
          number={withPin}
          onClose={() => setWithPin(null)}
          onSaved={async () => {
            setWithPin(null);
            await onChanged();
          }}
        />
      )}
    </>
  );
}

interface PinDialogProps {
  readonly number: PortingNumber;
  readonly onClose: () => void;
  readonly onSaved: () => unknown;
}

function PinDialog({ number, onClose, onSaved }: PinDialogProps) {
  const { id } = useDraftHere();
  const scope = usePortingScope();
  const [pin, setPin] = useState("");
  const [error, setError] = useState<unknown>(null);
  const message = error instanceof ApiError ? error.messageFor("/pin") : undefined;
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.pinTitle(number.phone_number)}
      closeButtonProps={{ "aria-label": common.close }}
    >
      <Stack gap="sm">
        <Text size="sm">{texts.pinHint}</Text>
        <PasswordInput
          label={texts.columns.pin}
          autoComplete="off"
          data-autofocus
          value={pin}
          error={message}
          visibilityToggleButtonProps={{ "aria-label": editTexts.account.show }}
          onChange={({ currentTarget }) => setPin(currentTarget.value)}
        />
        <ErrorAlert error={message ? null : error} />
        <ActionButton
          label={common.save}
          variant="filled"
          {...(scope && { scope })}
          makeCall={() =>
            call("PATCH", "/v1/porting-requests/{porting_request_id}/numbers/{porting_number_id}", {
              path: { porting_request_id: id, porting_number_id: number.id },
              body: { pin: pin.trim() === "" ? null : pin.trim() },
            })
          }
          onError={setError}
          onDone={onSaved}
        />
      </Stack>
    </Modal>
  );
}
