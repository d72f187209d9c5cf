import fc from "fast-check";
import { expect, test } from "vitest";
import { checkHost, checkTargetUrl, isPublicAddress, MAX_TARGET_LENGTH } from "#kernel/values/address";

const rules = { scheme: "https", ownOrigins: ["https://pm.example.com"], loopback: false } as const;
const check = (text: string) => checkTargetUrl(text, rules);
const checkLocally = (text: string) => checkTargetUrl(text, { ...rules, loopback: true });
const refused = { problem: expect.stringMatching(/^Must .+\.$/) };

test.for([
  "8.8.8.8",
  "1.1.1.1",
  "9.255.255.255",
  "11.0.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "172.15.255.255",
  "172.32.0.0",
  "192.167.255.255",
  "198.17.255.255",
  "198.20.0.0",
  "223.255.255.255",
  "2606:4700:4700::1111",
  "2001:4860:4860::8888",
  "2a00:1450:4001:81b::200e",
])("%s is public", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.for([
  "0.0.0.0",
  "10.0.0.1",
  "10.255.255.255",
  "100.64.0.1",
  "100.127.255.255",
  "127.0.0.1",
  "127.255.255.254",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.8",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.1.1",
  "198.18.0.1",
  "198.19.255.255",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:8.8.8.8",
  "64:ff9b::a9fe:a9fe",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "ff02::1",
  "2001::1",
  "2001:db8::1",
  "2002:7f00:1::",
  "3fff::1",
  "256.1.1.1",
  "1.2.3",
  "01.2.3.4",
  "1::2::3",
  "1:2:3:4:5:6:7:8:9",
  "g::1",
  "",
  "example.com",
])("%s is not", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

const byte = fc.nat(255);

test("no spelling of a private address is a valid target", () => {
  const host = fc.oneof(
    fc.tuple(fc.constant(10), byte, byte, byte),
    fc.tuple(fc.constant(127), byte, byte, byte),
    fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
    fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
  );
  const spelling = fc.constantFrom(
    ([a, b, c, d]: number[]) => `${a}.${b}.${c}.${d}`,
    ([a, b, c, d]: number[]) => `${Number(a) * 2 ** 24 + Number(b) * 2 ** 16 + Number(c) * 256 + Number(d)}`,
    ([a, b, c, d]: number[]) => `0x${[a, b, c, d].map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`,
    ([a, b, c, d]: number[]) => `0${Number(a).toString(8)}.${b}.${Number(c) * 256 + Number(d)}`,
    ([a, b, c, d]: number[]) => `[::ffff:${a}.${b}.${c}.${d}]`,
    ([a, b, c, d]: number[]) => `${a}.${b}.${c}.${d}.`,
    ([a, b, c, d]: number[]) => `${a}.${b}.${c}.${d}..`,
    ([a, b, c, d]: number[]) => `${a}.${b}.${c}.${d}...`,
    ([a, b, c, d]: number[]) => `0x${Number(a).toString(16)}.${b}.${c}.${d}..`,
    ([a, b, c, d]: number[]) => `%${String(a).charCodeAt(0).toString(16)}${String(a).slice(1)}.${b}.${c}.${d}`,
    ([a, b, c, d]: number[]) => `${a}。${b}．${c}｡${d}`,
    ([a, b, c, d]: number[]) => `hooks.example.com\\@${a}.${b}.${c}.${d}`,
    ([a, b, c, d]: number[]) => `hooks.example.com:443@${a}.${b}.${c}.${d}`,
    ([a, b, c, d]: number[]) => `@${a}.${b}.${c}.${d}`,
    ([a, b, c, d]: number[]) => `\n${a}\t.${b}.${c}.${d}`,
    ([a, b, c, d]: number[]) =>
      `[64:ff9b::${(Number(a) * 256 + Number(b)).toString(16)}:${(Number(c) * 256 + Number(d)).toString(16)}]`,
  );
  fc.assert(
    fc.property(host, spelling, (parts, spell) => {
      expect(check(`https://${spell(parts)}/hook`)).toEqual(refused);
      expect(checkTargetUrl(`wss://${spell(parts)}/media`, { ...rules, scheme: "wss" })).toEqual(refused);
      expect(checkHost(spell(parts))).toEqual(refused);
    }),
  );
});

test.for([
  ["https://hooks.example.com/x", "hooks.example.com"],
  ["https://hooks.example.com:8443/x?y=z", "hooks.example.com"],
  ["https://HOOKS.example.com./", "hooks.example.com"],
  ["https://hooks.example.com:1024/", "hooks.example.com"],
  [" https://hooks.example.com/x ", "hooks.example.com"],
  ["https:hooks.example.com", "hooks.example.com"],
  ["https://bücher.example/é?ü#a", "xn--bcher-kva.example"],
  ["https://8.8.8.8/", null],
  ["https://[2606:4700:4700::1111]/", null],
] as const)("%s may be a target", ([text, nameToResolve]) => {
  expect(check(text)).toEqual({ url: new URL(text), nameToResolve });
});

test.for([
  "hooks.example.com",
  "http://hooks.example.com/",
  "ftp://hooks.example.com/",
  "https://user@hooks.example.com/",
  "https://user:secret@hooks.example.com/",
  "https://hooks.example.com:25/",
  "https://hooks.example.com:1023/",
  "https://localhost/",
  "https://localhost:8787/",
  "https://api.localhost/",
  "https://printer.local/",
  "https://metadata.google.internal/",
  "https://router.home.arpa/",
  "https://intranet/",
  "https://127.0.0.1/",
  "https://[::1]/",
  "https://[fe80::1]/",
  "https://2130706433/",
  "https://0x7f.1/",
  "https://0177.0.0.1/",
  "https://127.0.0.1../",
  "https://localhost../",
  "https://hooks.example.com../",
  "https://hooks..example.com/",
  "https://.hooks.example.com/",
  "https://8.8.8.8../",
  "https://hooks.example.com\\@127.0.0.1/x",
  "https:\\\\hooks.example.com\\x",
  "https://hooks.example.com/a b",
  "https://hooks.exa\nmple.com/",
  "https://hooks.example.com/\u0000",
  "https://pm.example.com/v1/me",
  "https://PM.example.com.:443/",
  "",
  `https://hooks.example.com/${"x".repeat(MAX_TARGET_LENGTH)}`,
])("%s may not", (text) => {
  expect(check(text)).toEqual(refused);
});

test("loopback is a target in development only, also with http; other private addresses stay refused", () => {
  for (const text of ["http://127.0.0.1:8788/x", "http://localhost:3000/", "https://[::1]/", "http://127.9.9.9/"]) {
    expect(checkLocally(text)).toEqual({ url: new URL(text), nameToResolve: null });
    expect(check(text)).toEqual(refused);
  }
  for (const text of [
    "http://hooks.example.com/",
    "https://10.0.0.1/",
    "http://127.0.0.1.example.com/",
    "ws://[::1]/",
  ]) {
    expect(checkLocally(text)).toEqual(refused);
  }
  const sockets = { ...rules, scheme: "wss", loopback: true } as const;
  for (const text of ["ws://localhost:8080/media", "ws://127.1:8080/", "wss://[::1]/"]) {
    expect(checkTargetUrl(text, sockets)).toEqual({ url: new URL(text), nameToResolve: null });
  }
  const own = { ...sockets, ownOrigins: ["http://127.0.0.1:8787"] };
  expect(checkTargetUrl("ws://localhost:8787/v1/live", own)).toEqual({ problem: expect.stringContaining("platform") });
});

test("a target is as long as it may be, and no longer", () => {
  const longest = `https://hooks.example.com/${"x".repeat(MAX_TARGET_LENGTH - "https://hooks.example.com/".length)}`;
  expect(check(longest)).toMatchObject({ nameToResolve: "hooks.example.com" });
  expect(check(`${longest}x`)).toEqual(refused);
  // Percent-encoding makes it longer.
  expect(check(longest.replace(/x$/, "é"))).toEqual(refused);
});

test.for([
  ["sip.example.com", "sip.example.com"],
  ["SIP.example.com.", "sip.example.com"],
  ["8.8.8.8", null],
  ["[2606:4700::1111]", null],
] as const)("%s is a host", ([text, nameToResolve]) => {
  expect(checkHost(text)).toEqual({ nameToResolve });
});

test.for(["127.0.0.1..", "sip.example.com..", "pbx", "2130706433", "010.8.8.8", "134744072", "a/b", "a@b.example", ""])(
  "%s is none",
  (text) => {
    expect(checkHost(text)).toEqual(refused);
  },
);
