import { describe, expect, test } from "vitest";
import { busy, json, meta, refusal } from "../line";
import { base, portingThatSays } from "./porting-answers";

test("a document goes to the upload host as a file, again after a 429, and no content is reported", async () => {
  const sid = `RD${"3".repeat(32)}`;
  const { porting, sent } = portingThatSays(
    busy(),
    json({ sid, mime_type: "application/pdf", status: "draft" }, 201),
    json({ sid, mime_type: "", status: "draft" }, 201),
  );
  const bill = {
    kind: "bill",
    filename: "bill März.pdf",
    contentType: "application/pdf",
    content: new Blob(["%PDF-1.7"]),
  } as const;
  expect(await porting.uploadDocument(bill)).toEqual({
    kind: "ok",
    value: { id: sid, status: "draft", isEmpty: false, failureReason: null },
  });
  expect(await porting.uploadDocument(bill)).toMatchObject({ value: { isEmpty: true } });
  for (const request of sent) {
    expect([request.method, request.url]).toEqual(["POST", "https://numbers-upload.twilio.com/v1/Documents"]);
    const form = await request.formData();
    const file = form.get("File");
    if (!(file instanceof File)) throw new Error("There is no file.");
    expect([form.get("document_type"), file.name, file.type, await file.text()]).toEqual([
      "utility_bill",
      "bill März.pdf",
      "application/pdf",
      "%PDF-1.7",
    ]);
  }
  expect(sent).toHaveLength(3);
});

describe("settings of the account", () => {
  test("the webhooks, which are none when Twilio has no configuration", async () => {
    const { porting, sent } = portingThatSays(
      json({
        port_in_target_url: "https://pm.example.com/in",
        port_out_target_url: null,
        notifications_of: ["PortInCompleted"],
      }),
      refusal(404, 20404),
      json({}, 201),
    );
    const webhook = { portInUrl: "https://pm.example.com/in", portOutUrl: null, events: ["PortInCompleted"] };
    expect(await porting.getWebhook()).toEqual({ kind: "ok", value: webhook });
    expect(await porting.getWebhook()).toEqual({
      kind: "ok",
      value: { portInUrl: null, portOutUrl: null, events: [] },
    });
    expect(await porting.setWebhook(webhook)).toEqual({ kind: "ok", value: null });
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET ${base}/Configuration/Webhook`,
      `GET ${base}/Configuration/Webhook`,
      `POST ${base}/Configuration/Webhook`,
    ]);
    expect(await sent[2]?.json()).toEqual({
      port_in_target_url: "https://pm.example.com/in",
      notifications_of: ["PortInCompleted"],
    });
  });

  test("the brand of the signature mail, by country and for ports only", async () => {
    const mexico = {
      product: "Porting",
      country: "MX",
      friendly_name: "A",
      logo_sid: "RD1",
      email_subject: "S",
      email_message: "M",
      url_redirection: "https://a.example.com/",
    };
    const hosting = { ...mexico, product: "Hosting", country: "US" };
    const list = () => json({ configurations: [hosting, mexico], meta: meta() });
    const { porting, sent } = portingThatSays(list(), list(), json(mexico, 201));
    const brand = {
      country: "MX",
      name: "A",
      logoId: "RD1",
      emailSubject: "S",
      emailMessage: "M",
      redirectUrl: "https://a.example.com/",
    };
    expect(await porting.getSigningBrand("MX")).toEqual({ kind: "ok", value: brand });
    expect(await porting.getSigningBrand("US")).toEqual({ kind: "ok", value: null });
    expect(await porting.setSigningBrand({ ...brand, logoId: null })).toEqual({ kind: "ok", value: null });
    expect(sent[0]?.url).toBe(
      "https://numbers.twilio.com/v1/SigningRequest/Configuration?Country=MX&Product=Porting&PageSize=1000",
    );
    expect(await sent[2]?.json()).toEqual({
      product: "Porting",
      country: "MX",
      friendly_name: "A",
      email_subject: "S",
      email_message: "M",
      url_redirection: "https://a.example.com/",
    });
  });
});
