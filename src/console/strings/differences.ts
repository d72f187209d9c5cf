/** Texts of lists of differences. */
export const differenceTexts = {
  label: "Changes",
  before: "Before:",
  after: "Now:",
  same: "Nothing differs.",
};
