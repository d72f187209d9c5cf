import { z } from "#kernel/http/schema";
import { orNull } from "#kernel/http/wire";

const conversation = z
  .object({
    protocol: z.string().openapi({ description: "`media_streams` or `conversation_relay`." }),
    url: z.string().openapi({ description: "The WebSocket that the sandbox opened." }),
    connected: z.boolean().openapi({ description: "Whether it opened." }),
    ended_by: z
      .string()
      .openapi({ description: "`caller`, `agent`, or `twilio` if the WebSocket could not be opened." }),
    error: z.string().nullable().openapi({ description: "Twilio's error code and its words; null without an error." }),
    duration_ms: z.number().openapi({ description: "How long the conversation lasted, in milliseconds." }),
    caller_speech_ms: z.number().openapi({ description: "How long the caller spoke, in milliseconds." }),
    agent_speech_ms: z.number().openapi({ description: "How long the agent spoke, in milliseconds." }),
    entries: z
      .array(
        z.object({
          at_ms: z.number().openapi({ description: "Milliseconds after the WebSocket opened." }),
          from: z.string().openapi({ description: "`caller`, `agent` or `twilio`." }),
          event: z.string().openapi({ description: "The event, such as `speech`, `mark` or `hangup`." }),
          detail: z.string().openapi({ description: "The words, or the facts of the event; may be empty." }),
        }),
      )
      .openapi({ description: "The events of both sides, in order." }),
  })
  .openapi("TestCallConversation");

const stepKinds = ["webhook", "verb", "conversation"] as const;

export const testCall = z
  .object({
    phone_number_id: z.string().openapi({ description: "The number's id." }),
    from: z.string().openapi({ description: "The caller that the sandbox pretended to be, in E.164 form." }),
    call_id: z
      .string()
      .nullable()
      .openapi({ description: "The recorded call's id; null if the call was not recorded within two seconds." }),
    carrier_id: z.string().openapi({ description: "The sandbox's CallSid." }),
    status: z.string().openapi({
      description: "How the call ended, in Twilio's word: `completed`, `busy`, `no-answer` or `failed`.",
    }),
    duration_seconds: z.number().openapi({ description: "How long the call lasted from its answer, in seconds." }),
    twiml: z
      .string()
      .nullable()
      .openapi({ description: "The platform's answer to the call; null if it gave none in Twilio's time." }),
    steps: z
      .array(
        z.object({
          kind: z.enum(stepKinds).openapi({ description: "The kind of step." }),
          name: z.string().openapi({ description: "The webhook's name, the verb, or the conversation's protocol." }),
          detail: z.string().openapi({
            description: "The answer to the webhook, the verb's noun, or the address of the WebSocket; may be empty.",
          }),
          http_status: z
            .int()
            .nullable()
            .openapi({ description: "The status of the answer to a webhook; null without one, and for other steps." }),
          conversation: orNull(conversation).openapi({ description: "The conversation; null for other steps." }),
        }),
      )
      .openapi({ description: "The events of the call, in order." }),
  })
  .openapi("TestCall");

export type TestCallAnswer = z.output<typeof testCall>;
