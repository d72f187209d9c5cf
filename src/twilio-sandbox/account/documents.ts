import { z } from "zod";
import { regulationOf } from "../inventory/regulations";

export const bundleStatuses = [
  "draft",
  "pending-review",
  "in-review",
  "twilio-rejected",
  "twilio-approved",
  "provisionally-approved",
] as const;

/** An address, in the words of its resource. */
export const addressFields = z.strictObject({
  friendly_name: z.string().default(""),
  customer_name: z.string().default("Acme"),
  street: z.string().default("1 Main Street"),
  street_secondary: z.string().nullable().default(null),
  city: z.string().default("Town"),
  region: z.string().default("Region"),
  postal_code: z.string().default("10000"),
  iso_country: z.string().regex(/^[A-Z]{2}$/),
  emergency_enabled: z.boolean().default(false),
});
export type AddressFields = z.output<typeof addressFields>;

/** Twilio names three of these as examples, and two more elsewhere. */
export const campaignStatuses = ["PENDING", "IN_PROGRESS", "VERIFIED", "FAILED", "SUSPENDED"] as const;
export const verificationStatuses = ["PENDING_REVIEW", "IN_REVIEW", "TWILIO_APPROVED", "TWILIO_REJECTED"] as const;

/** A messaging service: its numbers, and how its A2P 10DLC campaign stands if it has one. */
export const serviceFields = z.strictObject({
  friendly_name: z.string().max(64).default("Notifications"),
  campaign_status: z.enum(campaignStatuses).nullable().default(null),
  phone_number_sids: z.array(z.string()).default([]),
});
export type ServiceFields = z.output<typeof serviceFields>;

export const verificationFields = z.strictObject({
  business_name: z.string().default("Acme"),
  notification_email: z.string().default("numbers@example.com"),
  tollfree_phone_number_sid: z.string(),
  tollfree_phone_number: z.string(),
  status: z.enum(verificationStatuses).default("PENDING_REVIEW"),
});
export type VerificationFields = z.output<typeof verificationFields>;

/** A bundle and what it is for: the regulation of one country, type of number and kind of end user. */
export const bundleFields = z
  .strictObject({
    friendly_name: z.string().default(""),
    email: z.string().default("numbers@example.com"),
    status_callback: z.string().nullable().default(null),
    status: z.enum(bundleStatuses).default("draft"),
    valid_until: z.iso.datetime().nullable().default(null),
    iso_country: z.string().regex(/^[A-Z]{2}$/),
    number_type: z.enum(["local", "mobile", "toll-free", "national"]),
    end_user_type: z.enum(["individual", "business"]).default("business"),
  })
  .refine((fields) => regulationOf(fields) !== undefined, "there is no such regulation, so no bundle is needed");
export type BundleFields = z.output<typeof bundleFields>;
