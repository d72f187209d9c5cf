import { expect, test } from "vitest";
import { countNewRows, MAX_NEW_ROWS, withNewRows } from "../../src/console/live/new-rows";
import { common } from "../../src/console/strings/words";

test("a list that stays open counts its new rows up to a bound, each once, and says that there may be more", () => {
  let ids: ReadonlySet<string> = new Set();
  for (let burst = 0; burst < 2 * MAX_NEW_ROWS; burst += 7) {
    ids = withNewRows(
      ids,
      Array.from({ length: 10 }, (_, at) => `cal_${burst + at}`),
    );
    expect(ids.size).toBe(Math.min(burst + 10, MAX_NEW_ROWS));
  }
  expect(withNewRows(ids, ["cal_0", "cal_new"])).toBe(ids);
  expect([1, 2, MAX_NEW_ROWS].map(common.newRows)).toEqual([
    "1 new or changed",
    "2 new or changed",
    "1000 or more new or changed",
  ]);
});

test("rows that the list has by now are not new, unless so many came that others were left out", () => {
  const [few, many] = [5, MAX_NEW_ROWS].map((count) => new Set(Array.from({ length: count }, (_, at) => `cal_${at}`)));
  const known = new Set(["cal_1", "cal_3"]);
  expect([countNewRows(few ?? known, known), countNewRows(many ?? known, known)]).toEqual([3, MAX_NEW_ROWS]);
});
