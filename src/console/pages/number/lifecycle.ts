import { call } from "../../api/call";
import type { Action } from "../../components/run-action";
import { numberTexts } from "../../strings/number";
import type { NumberRow } from "./use-number";

const { lifecycle: texts } = numberTexts;

interface LifecycleAction extends Action<unknown> {
  readonly key: string;
  readonly scope: string;
  readonly color?: string;
  readonly disabledReason?: string | null;
}

/** The changes of state that the number's state and origin allow. */
export function lifecycleOf(
  {
    id,
    status,
    acquisition_method: method,
    sip_trunk_id: trunkId,
    agent_id: agentId,
    deletion_lock: isLocked,
  }: NumberRow,
  agentName: string,
  onDone: () => unknown,
): readonly LifecycleAction[] {
  const path = { phone_number_id: id };
  const scope = "numbers:write";
  const disabledReason = isLocked ? texts.locked : null;
  const isInUse = status === "active" || status === "suspended" || status === "lost";
  const actions: LifecycleAction[] = [];
  if (status === "active")
    actions.push({
      key: "suspend",
      label: texts.suspend,
      scope,
      question: texts.suspendQuestion,
      makeCall: () => call("POST", "/v1/phone-numbers/{phone_number_id}/suspend", { path }),
      onDone,
    });
  if (status === "suspended")
    actions.push({
      key: "resume",
      label: texts.resume,
      scope,
      makeCall: () => call("POST", "/v1/phone-numbers/{phone_number_id}/resume", { path }),
      onDone,
    });
  if (isInUse && (method === "reseller" || method === "porting"))
    actions.push({
      key: "release",
      label: texts.release,
      scope,
      color: "red",
      disabledReason,
      canUndo: true,
      ...(agentId && { question: texts.releaseQuestion(agentName) }),
      makeCall: () =>
        call("POST", "/v1/phone-numbers/{phone_number_id}/release", {
          path,
          query: { ...(agentId && { force: true }) },
        }),
      onDone,
    });
  if (isInUse && method === "sip_trunk" && trunkId)
    actions.push({
      key: "remove",
      label: texts.removeFromTrunk,
      scope: "trunks:write",
      color: "red",
      disabledReason,
      question: texts.trunkQuestion,
      makeCall: () =>
        call("DELETE", "/v1/sip-trunks/{sip_trunk_id}/phone-numbers/{phone_number_id}", {
          path: { sip_trunk_id: trunkId, phone_number_id: id },
          query: { ...(agentId && { force: true }) },
        }),
      onDone,
    });
  if (status === "cooling_off")
    actions.push({
      key: "restore",
      label: texts.restore,
      scope,
      makeCall: () => call("POST", "/v1/phone-numbers/{phone_number_id}/restore", { path }),
      onDone,
    });
  return actions;
}
