import type { ReactNode } from "react";

/** Line icons of 16 pixels. They stand beside a name, so screen readers skip them. */
const icon = (path: ReactNode) => () => (
  <svg
    width="16"
    height="16"
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {path}
  </svg>
);

export const ChevronDown = icon(<path d="m4 6 4 4 4-4" />);
export const Search = icon(
  <>
    <circle cx="7" cy="7" r="4.5" />
    <path d="m10.5 10.5 3.5 3.5" />
  </>,
);
export const Moon = icon(<path d="M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.500 6.500Z" />);
export const Check = icon(<path d="m3 8.500 3.500 3.500L13 4.500" />);
export const Cross = icon(<path d="m4 4 8 8M12 4l-8 8" />);
export const Help = icon(
  <>
    <circle cx="8" cy="8" r="6.500" />
    <path d="M6.200 6.200a1.900 1.900 0 1 1 2.600 1.700c-.500.200-.800.600-.800 1.100v.200M8 11.500v0" />
  </>,
);
export const Pencil = icon(
  <path d="m3 13 .700-3L10.500 3.200a1.400 1.400 0 0 1 2 0l.300.300a1.400 1.400 0 0 1 0 2L6 12.300Z" />,
);
