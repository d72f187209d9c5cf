export const notFoundTexts = {
  title: "Not found",
  text: "This address has no page. The link may be old, or the thing belongs to another tenant.",
  home: "Go to the overview",
};
