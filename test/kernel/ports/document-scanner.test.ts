import { expect, test } from "vitest";
import { createDocumentScanner } from "#kernel/ports/document-scanner";
import { type ReceiverAnswer, sandbox } from "../../support/sandbox";

/** The client of a virus scanner, against a scripted one over HTTP. */

let scanners = 0;

/** A scanner that answers so, and what it was sent. */
async function scanner(answer: ReceiverAnswer, timeoutMs = 15_000) {
  scanners += 1;
  const name = `scanner-${scanners}`;
  await sandbox.receiverAnswers(name, { status: 200, ...answer });
  const scan = createDocumentScanner(
    (url, init) => fetch(url, init),
    `https://api.twilio.com/sandbox/receiver/${name}`,
    timeoutMs,
  );
  const document = "%PDF-1.7 contents";
  return {
    scan: () =>
      scan({
        contentType: "application/pdf",
        bytes: document.length,
        sha256: "5".repeat(64),
        body: new Blob([document]).stream(),
      }),
    received: () => sandbox.received(name),
  };
}

test("the scanner gets the document with its type, length and digest, and says that it is clean", async () => {
  const { scan, received } = await scanner({ body: '{"clean": true}' });
  expect(await scan()).toEqual({ kind: "clean" });
  expect(await received()).toMatchObject([
    {
      body: "%PDF-1.7 contents",
      headers: { "content-type": "application/pdf", "content-length": "17", "x-document-sha256": "5".repeat(64) },
    },
  ]);
});

test.for([
  ['{"clean": false, "detail": "Eicar-Test-Signature"}', "Eicar-Test-Signature"],
  ['{"clean": false}', "It found malware."],
  ['{"clean": false, "detail": 7}', "It found malware."],
  [JSON.stringify({ clean: false, detail: "x".repeat(5_000) }), "x".repeat(200)],
] as const)(
  "an infected document has the scanner's words, in a length that can be shown: %#",
  async ([body, detail]) => {
    const { scan } = await scanner({ body });
    expect(await scan()).toEqual({ kind: "infected", detail });
  },
);

test.for([
  ["an error", { status: 500, body: '{"clean": true}' }],
  ["another success than 200", { status: 202, body: '{"clean": true}' }],
  ["no JSON", { body: "<html>clean</html>" }],
  ["JSON that is no object", { body: '"clean"' }],
  ["null", { body: "null" }],
  ["no verdict", { body: "{}" }],
  ["a verdict that is text", { body: '{"clean": "true"}' }],
  ["nothing", { body: "" }],
  ["a connection that breaks", { breaks: true }],
  ["a redirect", { status: 302, headers: { location: "https://example.com/" } }],
] as const)("%s counts as no answer, so the document is scanned again", async ([, answer]) => {
  const { scan } = await scanner(answer);
  expect(await scan()).toEqual({ kind: "unanswered" });
});

test("a scanner that is silent for too long counts as no answer", async () => {
  const { scan } = await scanner({ body: '{"clean": true}', delay_ms: 20_000 }, 200);
  expect(await scan()).toEqual({ kind: "unanswered" });
});
