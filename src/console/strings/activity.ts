export const activityTexts = {
  label: "Recent events, the newest first",
  none: "Nothing has happened yet.",
};
