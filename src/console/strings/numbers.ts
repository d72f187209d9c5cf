/** Texts of the pages of phone numbers. */
export const numbersTexts = {
  title: "Numbers",
  digits: "Digits of the number",
  none: "No numbers yet",
  noneHint: "Search for a number and buy it, port one in, or bring the numbers of your own Twilio account.",
  noneMatch: "No number matches these filters",
  noneMatchHint: "Remove a filter, or search for other digits.",
  columns: {
    number: "Number",
    name: "Name",
    status: "Status",
    agent: "Agent",
    tags: "Tags",
    country: "Country",
    type: "Type",
    updated: "Changed",
  },
};
