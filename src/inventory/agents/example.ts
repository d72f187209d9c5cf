/** The agent in the API's examples. */
export const agentExample = {
  id: "agt_01k9m8x3zt5v7w9y2a4c6e8g0j",
  name: "Front desk",
  destination: { kind: "stream", url: "wss://agents.example.com/media", parameters: { agent: "front-desk" } },
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:00:00.000Z",
};

/** An example of each kind of destination, by its name in the API reference. */
export const destinationExamples = {
  stream: { summary: "WebSocket with audio (Media Streams)", destination: agentExample.destination },
  conversation_relay: {
    summary: "WebSocket with text (ConversationRelay)",
    destination: {
      kind: "conversation_relay",
      url: "wss://agents.example.com/relay",
      welcome_greeting: "Hello, how can I help you?",
      language: "en-US",
      interruptible: "any",
    },
  },
  sip: {
    summary: "SIP address",
    destination: { kind: "sip", uri: "sip:desk@sip.example.com;transport=tls", timeout_seconds: 20 },
  },
  dial: {
    summary: "Another phone number",
    destination: { kind: "dial", phone_number: "+14155550199", timeout_seconds: 20, caller_id: "caller" },
  },
  redirect: {
    summary: "TwiML of your own",
    destination: { kind: "redirect", url: "https://agents.example.com/twiml", method: "POST" },
  },
  say: { summary: "Spoken message", destination: { kind: "say", message: "Please call again tomorrow." } },
};
