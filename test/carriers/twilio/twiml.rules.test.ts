import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { callTwiml, emptyTwiml } from "#carriers/twilio/twiml";
import { repetitions } from "../../support/soak";

const say = (message: string): string =>
  callTwiml({ kind: "say", message, voice: null, language: null }, { called: "", resultUrl: null, parameters: {} });

const [before, after] = ['<?xml version="1.0" encoding="UTF-8"?><Response><Say>', "</Say><Hangup/></Response>"];

/** What stands between the tags, as an XML parser reads it. */
function spoken(document: string): string {
  expect(document.startsWith(before) && document.endsWith(after)).toBe(true);
  const markup: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#xD;": "\r" };
  const text = document.slice(before.length, -after.length);
  expect(text).toMatch(/^([^&<>\r]|&(amp|lt|gt|#xD);)*$/);
  return text.replace(/&(amp|lt|gt|#xD);/g, (written) => markup[written] ?? expect.unreachable());
}

/** XML 1.0, section 2.2, letter by letter. */
function isXml(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code < 0xd800 || (code > 0xdfff && code !== 0xfffe && code !== 0xffff);
}

describe("TwiML", () => {
  test("that asks for nothing", () => {
    expect(emptyTwiml()).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>');
  });

  test("that speaks and hangs up, as Twilio's SDK writes it", () => {
    expect(say('This number is not in service <yet> & "soon".')).toBe(
      `${before}This number is not in service &lt;yet&gt; &amp; "soon".${after}`,
    );
  });

  test("cannot be broken out of", () => {
    expect(say("</Say><Dial>+19005550100</Dial><Say>")).toBe(
      `${before}&lt;/Say&gt;&lt;Dial&gt;+19005550100&lt;/Dial&gt;&lt;Say&gt;${after}`,
    );
    expect(say("]]>&lt;")).toBe(`${before}]]&gt;&amp;lt;${after}`);
  });

  test("leaves out what XML cannot carry", () => {
    expect(spoken(say("a\0b\u{1B}c\uD83Dd\uFFFEe\uFFFFf😀\t\r\n"))).toBe("abcdef😀\t\r\n");
  });

  test("says any text just as it was given", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc
        .array(fc.constantFrom("&", "<", ">", "\r", "\0", "\uD800", "\uFFFE", "]]>", "&amp;", "x"))
        .map((all) => all.join("")),
    );
    fc.assert(
      fc.property(text, (message) => {
        expect(spoken(say(message))).toBe([...message].filter(isXml).join(""));
      }),
      { numRuns: repetitions(1_000, 10_000) },
    );
  });
});

describe("the TwiML of a call", () => {
  const xml = '<?xml version="1.0" encoding="UTF-8"?>';
  const call = {
    called: "+14155550100",
    resultUrl: "https://pm.example.com/twilio/ten_1/numbers/num_1/dial-result",
    parameters: { phone_number_id: "num_1" },
  };
  const action = `action="${call.resultUrl}"`;

  test("to a WebSocket connects it, with the agent's parameters after ours", () => {
    const url = "wss://agents.example.com/media";
    expect(callTwiml({ kind: "stream", url, parameters: { room: 'a "b" & c' } }, call)).toBe(
      `${xml}<Response><Connect ${action}><Stream url="${url}"><Parameter name="phone_number_id" value="num_1"/>` +
        '<Parameter name="room" value="a &quot;b&quot; &amp; c"/></Stream></Connect></Response>',
    );
  });

  test("to speech recognition names only what was asked for", () => {
    const relay = {
      kind: "conversation_relay",
      url: "wss://agents.example.com/relay?a=1&b=2",
      parameters: {},
      welcomeGreeting: "Hello & welcome",
      language: "en-US",
      voice: null,
      ttsProvider: null,
      transcriptionProvider: null,
      interruptible: null,
      dtmfDetection: true,
    } as const;
    expect(callTwiml(relay, { ...call, parameters: {} })).toBe(
      `${xml}<Response><Connect ${action}><ConversationRelay url="wss://agents.example.com/relay?a=1&amp;b=2" ` +
        'welcomeGreeting="Hello &amp; welcome" language="en-US" dtmfDetection="true"/></Connect></Response>',
    );
  });

  test("to a SIP URI or a number dials it, and asks afterwards what to do only where there is something to ask", () => {
    const sip = { kind: "sip", uri: "sip:a@b.example;transport=tls?X-A=1&X-B=2", timeoutSeconds: 20 } as const;
    expect(callTwiml(sip, call)).toBe(
      `${xml}<Response><Dial timeout="20" ${action} answerOnBridge="true">` +
        "<Sip>sip:a@b.example;transport=tls?X-A=1&amp;X-B=2</Sip></Dial></Response>",
    );
    const dial = { kind: "dial", phoneNumber: "+14155550199", timeoutSeconds: 15, callerId: "called" } as const;
    expect(callTwiml(dial, { ...call, resultUrl: null })).toBe(
      `${xml}<Response><Dial callerId="+14155550100" timeout="15" answerOnBridge="true">` +
        "<Number>+14155550199</Number></Dial></Response>",
    );
    expect(callTwiml({ ...dial, callerId: "caller" }, call)).not.toContain("callerId");
  });

  test("elsewhere redirects, speaks, rejects or hangs up", () => {
    const redirect = { kind: "redirect", url: "https://other.example.com/voice?x=1&y=2", method: "POST" } as const;
    expect(callTwiml(redirect, call)).toBe(
      `${xml}<Response><Redirect method="POST">https://other.example.com/voice?x=1&amp;y=2</Redirect></Response>`,
    );
    const spoken = { kind: "say", message: 'Not <yet> & "soon".', voice: "Polly.Joanna", language: "en-US" } as const;
    expect(callTwiml(spoken, call)).toBe(
      `${xml}<Response><Say voice="Polly.Joanna" language="en-US">Not &lt;yet&gt; &amp; "soon".</Say><Hangup/></Response>`,
    );
    expect(callTwiml({ kind: "reject" }, call)).toBe(`${xml}<Response><Reject/></Response>`);
    expect(callTwiml({ kind: "hang_up" }, call)).toBe(`${xml}<Response><Hangup/></Response>`);
  });

  test("has in its attributes nothing that XML cannot carry", () => {
    const url = 'wss://a.example/"><Hangup/>\u0000\uD800';
    expect(callTwiml({ kind: "stream", url, parameters: {} }, { ...call, parameters: {} })).toContain(
      '<Stream url="wss://a.example/&quot;>&lt;Hangup/>"/>',
    );
  });
});
