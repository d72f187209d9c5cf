import { z } from "#kernel/http/schema";

const text = (description: string) => z.string().openapi({ description });

export const sipPresetList = z
  .object({
    presets: z
      .array(
        z
          .object({
            id: text("The preset's id."),
            name: text("The platform's name."),
            uri: text("The SIP URI, with fields in braces."),
            fields: z
              .array(
                z.object({
                  name: text("As in the URI."),
                  label: text("A label for a form."),
                  example: text("An example."),
                  hint: text("Where to find it."),
                }),
              )
              .openapi({ description: "The fields to fill in." }),
            credentials: z.boolean().openapi({ description: "Whether it may ask for a user name and password." }),
            notes: text("Everything else to know."),
            source: text("The vendor's own page."),
          })
          .openapi("SipPreset"),
      )
      .openapi({ description: "The presets." }),
  })
  .openapi("SipPresetList");

export type SipPresetList = z.output<typeof sipPresetList>;
