/** Texts of an action on many rows. */
export const manyTexts = {
  progress: "Progress",
  count: (done: number, all: number, failed: number) =>
    `${done} of ${all} done${failed > 0 ? `, ${failed} failed` : ""}`,
  stop: "Stop",
  close: "Close",
};
