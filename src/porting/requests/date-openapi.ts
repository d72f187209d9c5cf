import { answer, describe } from "#kernel/http/openapi";
import type { AllowedDateOperations } from "./date-routes";
import { portingAllowedDates } from "./responses";

export const allowedDateDocs = describe<AllowedDateOperations>("Porting", {
  listPortingAllowedDates: {
    summary: "List the allowed dates",
    description:
      "Lists every date that `desired` may name today, with the hours in which a window may lie. They follow from the countries of the " +
      "request's numbers. The date that the losing carrier confirms may be another one.",
    success: {
      200: answer(portingAllowedDates, "The dates, the earliest first.", {
        dates: [
          { date: "2026-12-07", window_start: "08:00", window_end: "17:00" },
          { date: "2026-12-08", window_start: "08:00", window_end: "17:00" },
        ],
      }),
    },
  },
});
