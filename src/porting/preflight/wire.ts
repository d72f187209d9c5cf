import { isoTime } from "#kernel/values/time";
import type { StoredPreflight } from "../requests/values";
import type { PortingPreflight } from "./responses";

export const toPreflight = ({ score, findings, split, checkedAt }: StoredPreflight): PortingPreflight => ({
  score,
  findings: findings.map(({ change, phone_numbers, ...found }) => ({
    ...found,
    change: change && { ...change },
    phone_numbers: [...phone_numbers],
  })),
  split: split?.map((group) => ({ ...group, phone_numbers: [...group.phone_numbers] })) ?? null,
  checked_at: isoTime(checkedAt),
});
