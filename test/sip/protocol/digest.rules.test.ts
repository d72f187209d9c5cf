import fc from "fast-check";
import { DigestAuthentication } from "sip.js/lib/core/messages/digest-authentication.js";
import { expect, test } from "vitest";
import { loadHashText } from "#sip/probe/hash";
import { readChallenges } from "#sip/protocol/challenge";
import { digestAnswer } from "#sip/protocol/digest";

const hashText = await loadHashText();

const answerOf = (challenge: string, request: Partial<Parameters<typeof digestAnswer>[1]>): string => {
  const [read] = readChallenges(challenge);
  if (!read) throw new Error("The challenge was refused.");
  const defaults = { method: "OPTIONS", uri: "sip:x", username: "u", password: "p", clientNonce: "c", nonceCount: 1 };
  return digestAnswer(read, { ...defaults, ...request }, hashText);
};

/** RFC 7616, section 3.9.1. */
const rfc7616 = {
  method: "GET",
  uri: "/dir/index.html",
  username: "Mufasa",
  password: "Circle of Life",
  clientNonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
};
const nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";

test.for([
  ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
  ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
])("the example of RFC 7616 with %s", ([algorithm, response]) => {
  const challenge = `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="${nonce}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
  const answer = answerOf(challenge, rfc7616);
  expect(answer).toContain(`response="${response}"`);
  expect(answer).toContain("nc=00000001, ");
  expect(answer).toContain('opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"');
  expect(answer).not.toContain("Circle");
});

test("SHA-512-256 is the hash of FIPS 180-4, and hashes what MD5 hashes", () => {
  const hash = (text: string): string => hashText("SHA-512-256", text);
  expect(hash("abc")).toBe("53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23");
  const answer = answerOf('Digest realm="r", nonce="n", qop="auth", algorithm=SHA-512-256', { username: "Jäsøn" });
  const response = hash(`${hash("Jäsøn:r:p")}:n:00000001:c:auth:${hash("OPTIONS:sip:x")}`);
  expect(answer).toContain(`response="${response}", algorithm=SHA-512-256, `);
});

test("the example of RFC 2069, without qop", () => {
  const challenge = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"';
  const request = { method: "GET", uri: "/dir/index.html", username: "Mufasa", password: "CircleOfLife" };
  const answer = answerOf(challenge, request);
  expect(answer).toContain('response="1949323746fe6a43ef61f9606e7febea"');
  expect(answer).not.toContain("cnonce");
});

test("MD5 answers are those of sip.js, with and without qop, for a body or not", () => {
  const word = fc.stringMatching(/^[A-Za-z0-9 :@.]{1,16}$/);
  const loggerFactory = { getLogger: () => ({ warn: () => undefined, debug: () => undefined }) };
  fc.assert(
    fc.property(
      fc.record({ realm: word, nonce: word, username: word, password: word }),
      fc.boolean(),
      (given, hasQop) => {
        const { realm, nonce, username, password } = given;
        const theirs = new DigestAuthentication(loggerFactory as never, undefined, username, password);
        const challenge = { algorithm: "MD5", realm, nonce, ...(hasQop ? { qop: ["auth"] } : {}) };
        theirs.authenticate({ method: "OPTIONS", ruri: "sip:x" } as never, challenge as never);
        const text = theirs.toString();
        const clientNonce = /cnonce="([^"]*)"/.exec(text)?.[1] ?? "c";
        const ours = answerOf(`Digest realm="${realm}", nonce="${nonce}"${hasQop ? ', qop="auth"' : ""}`, {
          username,
          password,
          clientNonce,
        });
        const responseIn = (answer: string): string | undefined => /response="([0-9a-f]{32})"/.exec(answer)?.[1];
        expect(responseIn(ours)).toBe(responseIn(text));
        expect(responseIn(ours)).toBeDefined();
      },
    ),
  );
});

test("auth-int covers the empty body, and -sess mixes both nonces in", () => {
  const md5 = (text: string): string => hashText("MD5", text);
  const ha2 = md5(`OPTIONS:sip:x:${md5("")}`);
  const session = md5(`${md5("u:r:p")}:n:c`);
  const answer = answerOf('Digest realm="r", nonce="n", qop="auth-int", algorithm=MD5-sess', {});
  expect(answer).toContain(`response="${md5(`${session}:n:00000001:c:auth-int:${ha2}`)}"`);
  expect(answer).toContain("algorithm=MD5-sess, ");
});

test("quotes in a user name do not end it early", () => {
  expect(answerOf('Digest realm="r", nonce="n"', { username: 'a"b\\c' })).toContain('username="a\\"b\\\\c", ');
});
