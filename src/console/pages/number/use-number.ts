import { type Answer, type BodyFor, type Call, call } from "../../api/call";
import { versionSeen } from "../../api/early";
import { useVersioned } from "../../api/use-call";
import type { Action } from "../../components/run-action";
import { numberTexts } from "../../strings/number";
import { withChange } from "./number-change";

export type NumberRow = Answer<"GET", "/v1/phone-numbers/{phone_number_id}">;
export type Change = NonNullable<BodyFor<"PATCH", "/v1/phone-numbers/{phone_number_id}">>;

/** Fields whose change costs nothing and that no carrier sees: the page shows these at once. */
const earlyFields = new Set<string>(["friendly_name", "tags", "deletion_lock", "metadata"]);

const readNumber = (id: string) =>
  call("GET", "/v1/phone-numbers/{phone_number_id}", { path: { phone_number_id: id } });

/** A number with its version, by its id or its E.164. */
export function useNumber(id: string) {
  const read = readNumber(id);
  return { ...useVersioned(read), read };
}

/** The props of each part of the page. */
export interface NumberPart {
  readonly number: NumberRow;
  readonly etag: string | undefined;
  /** The call with which the page reads the number. */
  readonly read: Call<NumberRow>;
  readonly reload: () => unknown;
}

/** Changes a number if it is as this page shows it. A conflict says so and shows the new values. */
export function changeOf(
  { number, etag, read, reload }: NumberPart,
  label: string,
  body: Change,
  onSaved?: () => void,
): Action<NumberRow> {
  const action: Action<NumberRow> = {
    label,
    makeCall: () =>
      call("PATCH", "/v1/phone-numbers/{phone_number_id}", {
        path: { phone_number_id: number.id },
        body,
        ifMatch: versionSeen({ read, etag }),
      }),
    doneMessage: numberTexts.changed,
    onDone: () => onSaved?.(),
  };
  if (Object.keys(body).every((name) => earlyFields.has(name))) {
    return { ...action, early: { read, id: number.id, change: (before) => withChange(before, body) } };
  }
  return {
    ...action,
    onDone: () => {
      onSaved?.();
      return reload();
    },
    onConflict: reload,
  };
}
