import { expect, test } from "vitest";
import { hostOfSipUri, MAX_SIP_URI, missingInSipUri, problemOfSipUri } from "#inventory/agents/sip-uri";

test.for([
  ["sip:sip.example.com", "sip.example.com"],
  ["sip:agent@sip.example.com", "sip.example.com"],
  ["sips:agent@sip.example.com:5061", "sip.example.com"],
  ["SIP:agent@SIP.example.com", "SIP.example.com"],
  ["sip:+14155550100@8.8.8.8:5060;transport=tcp", "8.8.8.8"],
  ["sip:+14155550100;phone-context=example.com@sip.example.com;user=phone", "sip.example.com"],
  ["sip:a%20b-_.!~*'()&=+$,;?/@sip.example.com", "sip.example.com"],
  ["sip:agent@[2606:4700::1111]:5061;transport=TLS;lr", "[2606:4700::1111]"],
  ["sips:agent@sip.example.com;transport=tcp", "sip.example.com"],
  ["sips:agent@sip.example.com;transport=tls", "sip.example.com"],
  ["sip:agent@sip.example.com;transport=udp?X-Tenant=a%20b&X-Empty=", "sip.example.com"],
  ["sip:agent@sip.example.com;secure=true", "sip.example.com"],
])("%s is a SIP URI of %s", ([uri = "", host]) => {
  expect(problemOfSipUri(uri)).toBeNull();
  expect(hostOfSipUri(uri)).toBe(host);
});

test.for([
  ["", "begin with sip:"],
  ["agent@sip.example.com", "begin with sip:"],
  ["tel:+14155550100", "begin with sip:"],
  ["https://sip.example.com", "begin with sip:"],
  ["sip:", "name a host"],
  ["sip:@sip.example.com", "before @"],
  ["sip:agent:secret@sip.example.com", "a password"],
  ["sip:a b@sip.example.com", "before @"],
  ["sip:a%2@sip.example.com", "before @"],
  ['sip:"a"@sip.example.com', "before @"],
  ["sip:a@b@sip.example.com", "before @"],
  ["sip:agent@", "name a host"],
  ["sip:agent@sip_example.com", "name a host"],
  ["sip:agent@sip.example.com:", "name a host"],
  ["sip:agent@sip.example.com:0", "port"],
  ["sip:agent@sip.example.com:65536", "port"],
  ["sip:agent@10.0.0.1", "private or local"],
  ["sip:agent@127.0.0.1:5060", "private or local"],
  ["sip:agent@2130706433", "private or local"],
  ["sip:agent@[::1]", "private or local"],
  ["sip:agent@localhost", "public host name"],
  ["sip:agent@pbx", "public host name"],
  ["sip:agent@pbx.internal", "public host name"],
  ["sip:agent@sip.example.com;", "not a parameter"],
  ["sip:agent@sip.example.com;transport=", "not a parameter"],
  ["sip:agent@sip.example.com;transport=ws", "transport must be"],
  ["sips:agent@sip.example.com;transport=ws", "transport must be"],
  ["sips:agent@sip.example.com;transport=udp", "no TLS over UDP: write transport=tls, or sip:"],
  ["SIPS:agent@sip.example.com;lr;Transport=UDP", "no TLS over UDP"],
  ["sip:agent@sip.example.com;transport", "transport must be"],
  ["sip:agent@sip.example.com;lr;LR", "there twice"],
  ["sip:agent@sip.example.com?", "headers like"],
  ["sip:agent@sip.example.com?X-A=1&", "headers like"],
  ["sip:agent@sip.example.com?X-A=<b>", "headers like"],
  ["sip:agent@sip.example.com\n", "name a host"],
  [`sip:${"a".repeat(MAX_SIP_URI)}@sip.example.com`, "at most 255"],
])("%j is refused: %s", ([uri = "", why = ""]) => {
  expect(problemOfSipUri(uri)).toContain(why);
});

test("a SIP URI may be 255 characters long, and no longer", () => {
  const rest = "sip:@sip.example.com".length;
  expect(problemOfSipUri(`sip:${"a".repeat(MAX_SIP_URI - rest)}@sip.example.com`)).toBeNull();
  expect(problemOfSipUri(`sip:${"a".repeat(MAX_SIP_URI - rest + 1)}@sip.example.com`)).toContain("at most");
});

test.each([
  ["sip:proj_1@sip.api.openai.com", true],
  ["sip:proj_1@SIP-EU.api.openai.com;secure=true", true],
  ["sip:proj_1@sip.api.openai.com;transport=udp", true],
  ["sip:proj_1@sip.api.openai.com;transport=tls;secure=true", false],
  ["sip:agent@project.sip.livekit.cloud", false],
  ["sip:agent@project.sip.livekit.cloud;transport=tcp", false],
])("%s lacks the TLS that its server demands: %s", (uri, lacks) => {
  expect(problemOfSipUri(uri)).toBeNull();
  expect(missingInSipUri(uri) !== null).toBe(lacks);
});
