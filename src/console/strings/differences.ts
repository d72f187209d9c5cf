/** Texts of lists of differences. */
export const differenceTexts = {
  label: "What changed",
  before: "Before:",
  after: "Now:",
  same: "Nothing differs.",
};
