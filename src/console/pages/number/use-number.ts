import { notifications } from "@mantine/notifications";
import { ApiError } from "../../api/api-error";
import { type Answer, type BodyFor, call } from "../../api/call";
import { useVersioned } from "../../api/use-call";
import { type Action, showError } from "../../components/run-action";
import { numberTexts } from "../../strings/number";

export type NumberRow = Answer<"GET", "/v1/phone-numbers/{phone_number_id}">;
type Change = NonNullable<BodyFor<"PATCH", "/v1/phone-numbers/{phone_number_id}">>;

const STALE_VERSION = 412;

/** A number with its version, by its id or its E.164. */
export const useNumber = (id: string) =>
  useVersioned(call("GET", "/v1/phone-numbers/{phone_number_id}", { path: { phone_number_id: id } }));

/** The props of each part of the page. */
export interface NumberPart {
  readonly number: NumberRow;
  readonly etag: string | undefined;
  readonly reload: () => unknown;
}

/** Changes a number if it is as this page shows it. A conflict says so and shows the new values. */
export const changeOf = (
  { number, etag, reload }: NumberPart,
  label: string,
  body: Change,
  onSaved?: () => void,
): Action<NumberRow> => ({
  label,
  makeCall: () =>
    call("PATCH", "/v1/phone-numbers/{phone_number_id}", {
      path: { phone_number_id: number.id },
      body,
      ifMatch: etag,
    }),
  doneMessage: numberTexts.changed,
  onDone: () => {
    onSaved?.();
    return reload();
  },
  onError: (error) => {
    if (!(error instanceof ApiError && error.status === STALE_VERSION)) return showError(error);
    notifications.show({ color: "orange", message: numberTexts.conflict, autoClose: 10_000 });
    void reload();
  },
});
