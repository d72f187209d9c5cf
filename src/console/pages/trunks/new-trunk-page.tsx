import { Group } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { LinkButton } from "../../components/links";
import { PageHeader } from "../../components/page-header";
import { trunksTexts as texts } from "../../strings/trunks";
import { common } from "../../strings/words";
import { showOnce } from "./once-shown";
import { emptyTrunk, newTrunkBody } from "./trunk-draft";
import { TrunkForm } from "./trunk-form";

/** Creates a SIP trunk. */
export function NewTrunkPage() {
  const navigate = useNavigate();
  const [draft, setDraft] = useState(emptyTrunk);
  const [error, setError] = useState<unknown>(null);
  // A trunk whose answer was lost is asked for again, but made only once.
  const key = useRef(crypto.randomUUID());
  return (
    <>
      <PageHeader title={texts.newTitle} />
      <TrunkForm
        label={texts.newTitle}
        draft={draft}
        onChange={(next) => {
          key.current = crypto.randomUUID();
          setDraft(next);
        }}
        error={error}
        isStored={false}
        submit={
          <Group>
            <ActionButton
              label={texts.createAction}
              variant="filled"
              scope="trunks:write"
              makeCall={() =>
                call("POST", "/v1/sip-trunks", { body: newTrunkBody(draft), idempotencyKey: key.current })
              }
              onError={setError}
              doneMessage={texts.created}
              onDone={({ id, password }) => {
                showOnce(id, password);
                return navigate({ to: "/trunks/$trunkId", params: { trunkId: id } });
              }}
            />
            <LinkButton to="/trunks" variant="subtle">
              {common.cancel}
            </LinkButton>
          </Group>
        }
      />
    </>
  );
}
