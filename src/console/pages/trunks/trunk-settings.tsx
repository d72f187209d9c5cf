import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Call, call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { Refusal } from "../../components/refusal";
import { trunksTexts as texts } from "../../strings/trunks";
import { refresh } from "../connections/refresh";
import { Section } from "../connections/section";
import { draftOfTrunk, type TrunkDraft, trunkChangeBody } from "./trunk-draft";
import { TrunkForm } from "./trunk-form";
import { readTrunk, type Trunk } from "./use-trunks";

const settingsText = (trunk: Trunk): string => JSON.stringify(draftOfTrunk(trunk));

/**
 * The change of a trunk, unless another person has changed its settings since `before`. Verifications change the
 * version, too, so the version is read right before.
 */
function changeCall(id: string, draft: TrunkDraft, before: string): Call<Trunk> {
  const patch = (ifMatch?: string) =>
    call("PATCH", "/v1/sip-trunks/{sip_trunk_id}", {
      path: { sip_trunk_id: id },
      body: trunkChangeBody(draft),
      ifMatch,
    });
  const send = async (signal?: AbortSignal) => {
    const { data, response } = await readTrunk(id).sendForResponse(signal);
    if (settingsText(data) !== before) throw new Refusal(texts.conflict);
    return await patch(response.headers.get("etag") ?? undefined).send(signal);
  };
  return { ...patch(), send };
}

/** Changes the settings and the gateways of a trunk. */
export function TrunkSettings({ trunk }: { readonly trunk: Trunk }) {
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(() => draftOfTrunk(trunk));
  const [before, setBefore] = useState(() => settingsText(trunk));
  const [error, setError] = useState<unknown>(null);
  const take = (changed: Trunk) => {
    setBefore(settingsText(changed));
    setDraft(draftOfTrunk(changed));
  };
  // A form that was not touched follows the trunk.
  if (settingsText(trunk) !== before && JSON.stringify(draft) === before) take(trunk);
  return (
    <Section title={texts.settings} lead={texts.settingsLead}>
      <TrunkForm
        label={texts.settings}
        draft={draft}
        onChange={setDraft}
        error={error}
        isStored
        submit={
          <ActionButton
            label={texts.save}
            variant="filled"
            scope="trunks:write"
            makeCall={() => changeCall(trunk.id, draft, before)}
            onError={setError}
            doneMessage={texts.saved}
            onDone={async (changed) => {
              setError(null);
              await refresh(queryClient, `/v1/sip-trunks/${trunk.id}`);
              take(changed);
            }}
          />
        }
      />
    </Section>
  );
}
