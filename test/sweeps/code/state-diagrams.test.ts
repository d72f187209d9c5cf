import { describe, expect, test } from "vitest";
import { orderItemStatuses, orderStatuses } from "#acquisition/orders/order-status";
import { reservationStatuses } from "#acquisition/reservations/lifetime";
import { fencesOf } from "#dev/guide-pages";
import { movesOf } from "#dev/state-diagram";
import { afterMove, type NumberMove, numberStatuses, startsOf } from "#inventory/phone-numbers/lifecycle";
import { attentions } from "#porting/rules/board";
import { numberMoveNames, numberMoveOf } from "#porting/rules/number-states";
import { requestStatuses } from "#porting/rules/states";
import { transitionNames, transitionOf } from "#porting/rules/transitions";
import { firstCells, guide } from "./guide-text";

/** The state diagrams of the guides draw the states and moves of the code. */

describe("state diagrams", () => {
  const diagrams = fencesOf(guide("concepts"))
    .filter(({ language }) => language === "mermaid")
    .map(({ text }) => movesOf(text));
  const statesIn = (at: number) => [...new Set(diagrams[at]?.map(({ to }) => to))].toSorted();

  test("numbers: the moves of the lifecycle, and no others", () => {
    const moves: NumberMove[] = [
      "suspend",
      "resume",
      "release",
      "confirm_release",
      "restore",
      "cooling_off_over",
      "lose",
      "find",
    ];
    const legal = moves.flatMap((move) => startsOf(move).map((from) => [from, afterMove(from, move), move]));
    const drawn = diagrams[0]?.filter(({ from }) => from !== "[*]").map(({ from, to, label }) => [from, to, label]);
    expect(drawn?.toSorted()).toEqual(legal.toSorted());
    expect(statesIn(0)).toEqual([...numberStatuses].toSorted());
    expect(firstCells(guide("concepts"), "States of a phone number")).toEqual([...numberStatuses]);
  });

  test("porting: moves of the table, every status, and the table whole", () => {
    const drawn = fencesOf(guide("porting-events"))
      .filter(({ language }) => language === "mermaid")
      .flatMap(({ text }) => movesOf(text));
    const legal = transitionNames.flatMap((name) =>
      transitionOf(name).from.map((from) => `${from} ${transitionOf(name).to} ${name}`),
    );
    expect(
      drawn.map(({ from, to, label }) => `${from} ${to} ${label}`).filter((each) => !legal.includes(each)),
    ).toEqual([]);
    expect(new Set(drawn.flatMap(({ from, to }) => [from, to]))).toEqual(new Set(requestStatuses));
    const code = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(", ");
    const row = (name: string, { from, to, by, summary }: ReturnType<typeof transitionOf | typeof numberMoveOf>) =>
      `| \`${name}\` | ${code(from)} | \`${to}\` | ${by.join(", ")} | ${summary} |`;
    const rows = [
      ...transitionNames.map((name) => row(name, transitionOf(name))),
      ...numberMoveNames.map((name) => row(name, numberMoveOf(name))),
    ];
    const listed = guide("porting-events")
      .split("\n")
      .filter((line) => line.endsWith(" |") && line.split(" | ").length === 5);
    expect(listed.filter((line) => line.startsWith("| `"))).toEqual(rows);
    expect(firstCells(guide("porting-operations"), "The board")).toEqual(["attention", ...attentions]);
  });

  test("holds and orders: every state", () => {
    expect(statesIn(1)).toEqual([...reservationStatuses].toSorted());
    expect(statesIn(2)).toEqual([...orderItemStatuses].toSorted());
    expect(firstCells(guide("concepts"), "States of an order and its items").toSorted()).toEqual(
      [...orderStatuses].toSorted(),
    );
  });
});
