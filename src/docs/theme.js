// Runs before the first paint, so that a page which was switched to dark does not flash.
const chosen = localStorage.getItem("theme");
if (chosen) document.documentElement.dataset.theme = chosen;
