import fc from "fast-check";
import { expect, test } from "vitest";
import { checkTargetUrl, isPublicAddress, MAX_TARGET_LENGTH } from "#kernel/values/address";

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
  );
  fc.assert(
    fc.property(host, spelling, (parts, spell) => {
      expect(checkTargetUrl(`https://${spell(parts)}/hook`, false)).toEqual({ problem: expect.any(String) });
    }),
  );
});

test.for([
  ["https://hooks.example.com/x", "hooks.example.com"],
  ["https://hooks.example.com:8443/x?y=z", "hooks.example.com"],
  ["https://HOOKS.example.com./", "hooks.example.com"],
  ["https://hooks.example.com:1024/", "hooks.example.com"],
  ["https://8.8.8.8/", null],
  ["https://[2606:4700:4700::1111]/", null],
] as const)("%s may be a target", ([text, nameToResolve]) => {
  expect(checkTargetUrl(text, false)).toEqual({ url: new URL(text), nameToResolve });
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
  `https://hooks.example.com/${"x".repeat(MAX_TARGET_LENGTH)}`,
])("%s may not", (text) => {
  expect(checkTargetUrl(text, false)).toEqual({ problem: expect.stringMatching(/\.$/) });
});

test("loopback is a target in development only, also with http; other private addresses stay refused", () => {
  for (const text of ["http://127.0.0.1:8788/x", "http://localhost:3000/", "https://[::1]/", "http://127.9.9.9/"]) {
    expect(checkTargetUrl(text, true)).toEqual({ url: new URL(text), nameToResolve: null });
    expect(checkTargetUrl(text, false)).toEqual({ problem: expect.any(String) });
  }
  for (const text of ["http://hooks.example.com/", "https://10.0.0.1/", "http://127.0.0.1.example.com/"]) {
    expect(checkTargetUrl(text, true)).toEqual({ problem: expect.any(String) });
  }
});

test("a target is as long as it may be, and no longer", () => {
  const longest = `https://hooks.example.com/${"x".repeat(MAX_TARGET_LENGTH - "https://hooks.example.com/".length)}`;
  expect(checkTargetUrl(longest, false)).toMatchObject({ nameToResolve: "hooks.example.com" });
  expect(checkTargetUrl(`${longest}x`, false)).toEqual({ problem: expect.any(String) });
});
