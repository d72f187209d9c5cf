// Pure: no I/O, no clock, no randomness.
import type { Answer } from "../../api/call";

export type CheckResult = Answer<"GET", "/v1/portability-checks/{portability_check_id}/results">["data"][number];

export const checkAnswers = ["portable", "operator", "conflict", "notPortable", "unclear", "pending"] as const;
export type CheckAnswer = (typeof checkAnswers)[number];

/** The answer for a number in one word. A conflict on this platform weighs more than Twilio's answer. */
export function answerOf({ status, portable, path, conflict }: CheckResult): CheckAnswer {
  if (conflict) return "conflict";
  if (status === "pending") return "pending";
  if (path === "operator") return "operator";
  if (portable === null) return "unclear";
  return portable ? "portable" : "notPortable";
}

export const colorOf: Readonly<Record<CheckAnswer, string>> = {
  portable: "green",
  operator: "blue",
  conflict: "orange",
  notPortable: "red",
  unclear: "yellow",
  pending: "gray",
};
