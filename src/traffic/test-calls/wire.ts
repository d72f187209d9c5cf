import { lazily, z } from "#kernel/http/schema";
import { phoneNumber } from "#kernel/http/wire";
import type { SandboxStep } from "#kernel/ports/carrier-sandbox";
import type { TestCall } from "./place-test-call";
import type { TestCallAnswer } from "./responses";

/** A number that is set aside for fiction (555-01xx). */
const DEFAULT_CALLER = "+14155550199";

export const newTestCall = lazily(() =>
  z
    .strictObject({
      from: phoneNumber().default(DEFAULT_CALLER).openapi({
        description: "The caller in E.164 form, such as one that your routing plan treats in a special way.",
        example: DEFAULT_CALLER,
      }),
    })
    .openapi("NewTestCall"),
);

type StepWire = TestCallAnswer["steps"][number];

function toStep(step: SandboxStep): StepWire {
  const rest = { http_status: null, conversation: null };
  switch (step.kind) {
    case "webhook":
      return { ...rest, kind: step.kind, name: step.name, detail: step.body, http_status: step.status };
    case "verb":
      return { ...rest, kind: step.kind, name: step.verb, detail: step.detail };
    case "conversation":
      return {
        ...rest,
        kind: step.kind,
        name: step.protocol,
        detail: step.url,
        conversation: {
          protocol: step.protocol,
          url: step.url,
          connected: step.connected,
          ended_by: step.endedBy,
          error: step.error,
          duration_ms: step.durationMs,
          caller_speech_ms: step.callerSpeechMs,
          agent_speech_ms: step.agentSpeechMs,
          entries: step.entries.map(({ atMs, from, event, detail }) => ({ at_ms: atMs, from, event, detail })),
        },
      };
  }
}

export function toTestCall({ phoneNumberId, from, callId, call }: TestCall): TestCallAnswer {
  const first = call.steps.find(({ kind }) => kind === "webhook");
  return {
    phone_number_id: phoneNumberId,
    from,
    call_id: callId,
    carrier_id: call.carrierId,
    status: call.status,
    duration_seconds: call.durationSeconds,
    twiml: first?.kind === "webhook" && first.status === 200 ? first.body : null,
    steps: call.steps.map(toStep),
  };
}
