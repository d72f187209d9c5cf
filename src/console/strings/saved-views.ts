/** Texts of the saved views of lists. */
export const savedViewTexts = {
  label: "Saved views",
  save: "Save view",
  saveNow: "Save",
  name: "Name of the view",
  remove: (name: string) => `Delete the view ${name}`,
};
