import { z } from "#kernel/http/schema";
import { reservationStatuses } from "./lifetime";

export const reservation = z
  .object({
    id: z.string().openapi({ description: "The reservation's id." }),
    phone_number: z.string().openapi({ description: "The held number in E.164 form." }),
    status: z.enum(reservationStatuses).openapi({
      description:
        "`held`: no other tenant can reserve or buy the number. `purchasing`: an order is buying it. `completed`: it was bought. " +
        "`canceled`: you gave it up. `expired`: `expires_at` passed. `lost`: Twilio sold the number to one of its other customers. " +
        "`failed`: the order that used the reservation failed.",
    }),
    hold_scope: z.literal("platform").openapi({
      description:
        "Always `platform`: the hold keeps other tenants of this platform from the number. Twilio has no holds, so it may still " +
        "sell the number to one of its other customers. The reservation then ends as `lost`.",
    }),
    created_at: z.iso.datetime().openapi({ description: "When the number was reserved." }),
    expires_at: z.iso.datetime().openapi({ description: "When the hold ends, unless you extend it." }),
    expires_in: z.int().openapi({
      description:
        "The seconds until `expires_at`, for clients whose clock may be wrong. 0 when the reservation has ended.",
    }),
    ended_at: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "When the reservation ended; null while it is live." }),
    phone_number_id: z
      .string()
      .nullable()
      .openapi({ description: "The id of the number in your inventory, once it is bought; null before." }),
  })
  .openapi("Reservation");

export type Reservation = z.output<typeof reservation>;
