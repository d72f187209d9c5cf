import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { accountSid, type RunningSandbox, sdk, startSandbox } from "./start.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control("POST", "/reset"));

describe("the official SDK", () => {
  test("fetches the account", async () => {
    const account = await sandbox.client.api.v2010.accounts(accountSid).fetch();
    expect(account).toMatchObject({ sid: accountSid, status: "active", type: "Full" });
    expect(account.dateCreated.getTime()).not.toBeNaN();
  });

  test("sees the countries and their types", async () => {
    const countries = await sandbox.client.availablePhoneNumbers.list();
    expect(countries.map((country) => country.countryCode)).toContain("DE");
    const us = await sandbox.client.availablePhoneNumbers("US").fetch();
    expect(Object.keys(us.subresourceUris)).toEqual(["local", "toll_free"]);
  });

  test("searches, with the filters, and gets what a search has", async () => {
    const [first, ...rest] = await sandbox.client
      .availablePhoneNumbers("US")
      .local.list({ areaCode: 415, contains: "555****", smsEnabled: true, limit: 5 });
    expect(first?.phoneNumber).toMatch(/^\+1415555\d{4}$/);
    expect(first).toMatchObject({ isoCountry: "US", addressRequirements: "none", region: "CA", beta: false });
    expect(first?.friendlyName).toMatch(/^\(415\) \d{3}-\d{4}$/);
    expect(first?.capabilities).toMatchObject({ voice: true, sms: true });
    expect(rest).toHaveLength(4);
    const mobile = await sandbox.client.availablePhoneNumbers("GB").mobile.list({ limit: 3 });
    expect(mobile.map((each) => each.phoneNumber.slice(0, 5))).toEqual(["+4474", "+4474", "+4474"]);
    const tollFree = await sandbox.client.availablePhoneNumbers("US").tollFree.list({ limit: 3 });
    expect(tollFree.map((each) => each.locality)).toEqual([null, null, null]);
    expect(await sandbox.client.availablePhoneNumbers("GB").national.list({ limit: 2 })).toHaveLength(2);
    await expect(sandbox.client.availablePhoneNumbers("US").mobile.list()).rejects.toMatchObject({
      code: 20404,
      status: 404,
    });
  });

  test("buys, fetches, updates and releases a number", async () => {
    const [available] = await sandbox.client.availablePhoneNumbers("US").local.list({ areaCode: 212, limit: 1 });
    const phoneNumber = available?.phoneNumber ?? "";
    const bought = await sandbox.client.incomingPhoneNumbers.create({
      phoneNumber,
      voiceUrl: "https://voice.example/in?a=1&b=2",
      voiceMethod: "GET",
      statusCallback: "https://voice.example/status",
    });
    expect(bought).toMatchObject({
      phoneNumber,
      friendlyName: available?.friendlyName,
      voiceUrl: "https://voice.example/in?a=1&b=2",
      voiceMethod: "GET",
      voiceApplicationSid: "",
      smsUrl: "",
      trunkSid: null,
      bundleSid: null,
      origin: "twilio",
      status: "in-use",
      type: "local",
    });
    expect(bought.dateCreated.getTime()).not.toBeNaN();
    const searchAgain = await sandbox.client.availablePhoneNumbers("US").local.list({ areaCode: 212, limit: 50 });
    expect(searchAgain.map((each) => each.phoneNumber)).not.toContain(phoneNumber);

    const one = sandbox.client.incomingPhoneNumbers(bought.sid);
    expect((await one.fetch()).toJSON()).toEqual(bought.toJSON());
    const updated = await one.update({ friendlyName: "front desk", voiceUrl: "" });
    expect(updated).toMatchObject({ friendlyName: "front desk", voiceUrl: "", voiceMethod: "GET" });
    expect(await one.remove()).toBe(true);
    await expect(one.fetch()).rejects.toMatchObject({ code: 20404, status: 404 });
    await expect(one.remove()).rejects.toMatchObject({ code: 20404, status: 404 });
  });

  test("follows the paging links, verbatim, to the last page", async () => {
    await sandbox.control("POST", "/numbers", { count: 23 });
    const { client, asked } = sdk(sandbox.origin);
    const numbers = await client.incomingPhoneNumbers.list({ pageSize: 5 });
    expect(new Set(numbers.map((each) => each.phoneNumber)).size).toBe(23);
    expect(asked).toHaveLength(5);
    expect(asked[1]).toMatch(/^https:\/\/api\.twilio\.com\/.*PageSize=5&Page=1&PageToken=PA[0-9a-f]{32}$/);
    expect(await client.incomingPhoneNumbers.list({ pageSize: 5, limit: 7 })).toHaveLength(7);
  });

  test("goes back a page, too", async () => {
    await sandbox.control("POST", "/numbers", { count: 6 });
    const first = await sandbox.client.incomingPhoneNumbers.page({ pageSize: 2 });
    const second = await first.nextPage();
    const third = await second?.nextPage();
    const back = await third?.previousPage();
    expect(back?.instances.map((each) => each.sid)).toEqual(second?.instances.map((each) => each.sid));
    expect(third?.nextPageUrl).toBeUndefined();
    expect((await back?.previousPage())?.previousPageUrl).toBeUndefined();
  });

  test("loses and repeats nothing when numbers come and go between two pages", async () => {
    await sandbox.control("POST", "/numbers", { count: 6 });
    const first = await sandbox.client.incomingPhoneNumbers.page({ pageSize: 3 });
    await sandbox.control("POST", "/numbers", { count: 2 });
    await sandbox.client.incomingPhoneNumbers(first.instances[2]?.sid ?? "").remove();
    const second = await first.nextPage();
    const seen = [...first.instances, ...(second?.instances ?? [])].map((each) => each.sid);
    expect(new Set(seen).size).toBe(6);
    expect(second?.nextPageUrl).toBeUndefined();
  });

  test("filters the list by number, part of a number, name and type", async () => {
    const buy = (phoneNumber: string, friendlyName: string) =>
      sandbox.client.incomingPhoneNumbers.create({ phoneNumber, friendlyName });
    await buy("+14155550101", "desk");
    await buy("+14155550199", "lab");
    await buy("+18335550100", "desk");
    const listed = async (filter: { phoneNumber?: string; friendlyName?: string; origin?: string }) =>
      (await sandbox.client.incomingPhoneNumbers.list(filter)).map((each) => each.phoneNumber);
    expect(await listed({ phoneNumber: "+14155550101" })).toEqual(["+14155550101"]);
    expect(await listed({ phoneNumber: "+1415" })).toEqual(["+14155550199", "+14155550101"]);
    expect(await listed({ phoneNumber: "55501*0" })).toEqual(["+18335550100"]);
    expect(await listed({ phoneNumber: "+1***5550199" })).toEqual(["+14155550199"]);
    expect(await listed({ friendlyName: "desk" })).toEqual(["+18335550100", "+14155550101"]);
    expect(await listed({ friendlyName: "des" })).toEqual([]);
    expect(await listed({ origin: "hosted" })).toEqual([]);
    const tollFree = await sandbox.client.incomingPhoneNumbers.tollFree.list();
    expect(tollFree.map((each) => each.phoneNumber)).toEqual(["+18335550100"]);
    expect(await sandbox.client.incomingPhoneNumbers.mobile.list()).toEqual([]);
  });

  test("reads prices", async () => {
    const countries = await sandbox.client.pricing.v1.phoneNumbers.countries.list({ pageSize: 4 });
    expect(countries).toHaveLength(10);
    const us = await sandbox.client.pricing.v1.phoneNumbers.countries("US").fetch();
    expect(us).toMatchObject({ isoCountry: "US", priceUnit: "USD" });
    expect(us.phoneNumberPrices).toEqual([
      expect.objectContaining({ numberType: "local", basePrice: "1.15", currentPrice: "1.15" }),
      expect.objectContaining({ numberType: "toll free", basePrice: "2.15", currentPrice: "2.15" }),
    ]);
    await expect(sandbox.client.pricing.v1.phoneNumbers.countries("XX").fetch()).rejects.toMatchObject({ code: 20404 });
  });

  test("is refused with a wrong token", async () => {
    const { client } = sdk(sandbox.origin, "not-the-token");
    await expect(client.incomingPhoneNumbers.list()).rejects.toMatchObject({
      name: "Error",
      code: 20003,
      status: 401,
      moreInfo: "https://www.twilio.com/docs/errors/20003",
    });
  });
});

describe("a purchase", () => {
  const buy = (params: Parameters<RunningSandbox["client"]["incomingPhoneNumbers"]["create"]>[0]) =>
    sandbox.client.incomingPhoneNumbers.create(params);

  test("of a number the account has is an update and costs nothing", async () => {
    const first = await buy({ phoneNumber: "+14155550123", friendlyName: "kept", voiceUrl: "https://a.example/1" });
    const second = await buy({ phoneNumber: "+14155550123", voiceUrl: "https://a.example/2" });
    expect(second).toMatchObject({
      sid: first.sid,
      friendlyName: "kept",
      voiceUrl: "https://a.example/2",
      status: "in-use",
    });
    const purchases = await sandbox.control("GET", "/purchases?phone_number=%2B14155550123");
    expect(await purchases.json()).toEqual({ phone_number: "+14155550123", new_purchases: 1, updates: 1 });
  });

  test.each([
    ["a number of a country not on offer", "+8613912345678", 21422, "+8613912345678 is not available"],
    ["the magic number that is taken", "+15005550000", 21422, "+15005550000 is not available"],
    ["the magic number that is invalid", "+15005550001", 21421, "+15005550001 is not a valid number"],
    ["something that is no number", "33", 21421, "33 is not a valid number"],
  ])("of %s is refused", async (_, phoneNumber, code, message) => {
    await expect(buy({ phoneNumber })).rejects.toMatchObject({ status: 400, code, message });
  });

  test("of the magic number that is always free succeeds, even when it is taken", async () => {
    await sandbox.control("POST", "/gone", { phone_number: "+15005550006" });
    const { sid } = await buy({ phoneNumber: "+15005550006" });
    expect((await buy({ phoneNumber: "+15005550006" })).sid).toBe(sid);
  });

  const addressIn = async (isoCountry: string) => {
    const place = { customerName: "Acme", street: "1 High Street", city: "Town", region: "R", postalCode: "1" };
    return (await sandbox.client.addresses.create({ ...place, isoCountry })).sid;
  };
  const approvedFor = async (iso_country: string, number_type: string) => {
    const made = await sandbox.control("POST", "/bundles", { iso_country, number_type });
    return (await made.json()).sid;
  };
  const refused = (code: number) => expect.objectContaining({ status: 400, code });

  test("needs an address where the country wants one, and a bundle where it wants that", async () => {
    const addressSid = await addressIn("IE");
    await expect(buy({ phoneNumber: "+35312345678" })).rejects.toEqual(refused(21631));
    expect(await buy({ phoneNumber: "+35312345678", addressSid })).toMatchObject({ addressSid, bundleSid: null });
    const bundleSid = await approvedFor("GB", "mobile");
    await expect(buy({ phoneNumber: "+447400123456" })).rejects.toEqual(refused(21649));
    expect(await buy({ phoneNumber: "+447400123456", bundleSid })).toMatchObject({ bundleSid });
    const german = { addressSid: await addressIn("DE"), bundleSid: await approvedFor("DE", "local") };
    await expect(buy({ phoneNumber: "+493023456789" })).rejects.toEqual(refused(21631));
    await expect(buy({ phoneNumber: "+493023456789", addressSid: german.addressSid })).rejects.toEqual(refused(21649));
    expect(await buy({ phoneNumber: "+493023456789", ...german })).toMatchObject({ type: "local", ...german });
  });

  test("takes no documents that are not there, or are for something else", async () => {
    const addressSid = await addressIn("DE");
    const irish = "+35312345678";
    await expect(buy({ phoneNumber: irish, addressSid: `AD${"1".repeat(32)}` })).rejects.toEqual(refused(21631));
    await expect(buy({ phoneNumber: irish, addressSid })).rejects.toEqual(refused(21615));
    await expect(buy({ phoneNumber: "+318002345678", addressSid: await addressIn("NL") })).rejects.toEqual(
      refused(21631),
    );
    const british = "+447400123456";
    for (const bundleSid of [`BU${"2".repeat(32)}`, await approvedFor("DE", "mobile")]) {
      await expect(buy({ phoneNumber: british, bundleSid })).rejects.toEqual(refused(21649));
    }
    expect(await sandbox.client.incomingPhoneNumbers.list()).toEqual([]);
  });

  test("takes a bundle from the moment that it is approved", async () => {
    const { bundles } = sandbox.client.numbers.v2.regulatoryCompliance;
    const [regulation] = await sandbox.client.numbers.v2.regulatoryCompliance.regulations.list({
      isoCountry: "GB",
      numberType: "mobile",
      endUserType: "business",
    });
    expect(regulation?.requirements.end_user[0].fields).toContain("business_name");
    const made = await bundles.create({
      friendlyName: "UK",
      email: "numbers@example.com",
      regulationSid: regulation?.sid ?? "",
    });
    expect(made).toMatchObject({ status: "draft", regulationSid: regulation?.sid });
    const sale = { phoneNumber: "+447400123456", bundleSid: made.sid };
    await expect(buy(sale)).rejects.toEqual(refused(21649));
    await expect(bundles(made.sid).update({ status: "twilio-approved" })).rejects.toEqual(refused(22203));
    await bundles(made.sid).update({ status: "pending-review" });
    expect(await bundles(made.sid).fetch()).toMatchObject({ status: "pending-review" });
    await expect(buy(sale)).rejects.toThrow("status is not twilio-approved");
    await sandbox.control("POST", `/bundles/${made.sid}`, { status: "twilio-approved" });
    expect(await bundles.list({ status: "twilio-approved", isoCountry: "GB", numberType: "mobile" })).toHaveLength(1);
    expect(await bundles.list({ isoCountry: "DE" })).toEqual([]);
    expect(await buy(sale)).toMatchObject({ bundleSid: made.sid });
  });

  test("needs addresses that are complete, and bundles that are for something", async () => {
    const incomplete = { customerName: "", street: "1", city: "T", region: "R", postalCode: "1", isoCountry: "GB" };
    await expect(sandbox.client.addresses.create(incomplete)).rejects.toEqual(refused(20422));
    const { bundles } = sandbox.client.numbers.v2.regulatoryCompliance;
    const pointless = { friendlyName: "US", email: "a@example.com", isoCountry: "US", numberType: "local" };
    await expect(bundles.create({ ...pointless, endUserType: "business" })).rejects.toEqual(refused(22200));
    const sids = [await addressIn("GB"), await addressIn("DE"), await addressIn("FR")];
    const listed = await sandbox.client.addresses.list({ pageSize: 2 });
    expect(listed.map(({ sid }) => sid)).toEqual(sids.reverse());
    expect(await sandbox.client.addresses(sids[0] ?? "").fetch()).toMatchObject({ isoCountry: "FR" });
    const nobodys = sandbox.client.addresses(`AD${"0".repeat(32)}`).fetch();
    await expect(nobodys).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  test("by area code takes a new number each time, and only where there are any", async () => {
    const first = await buy({ areaCode: "907" });
    const second = await buy({ areaCode: "907" });
    expect([first.phoneNumber.slice(0, 5), second.phoneNumber.slice(0, 5)]).toEqual(["+1907", "+1907"]);
    expect(second.phoneNumber).not.toBe(first.phoneNumber);
    expect((await buy({ areaCode: "416" })).phoneNumber).toMatch(/^\+1416/);
    await expect(buy({ areaCode: "533" })).rejects.toMatchObject({ status: 400, code: 21452 });
    await expect(buy({ areaCode: "12" })).rejects.toMatchObject({ status: 400, code: 21451 });
    await expect(buy({})).rejects.toMatchObject({ status: 400, code: 400, message: "did or area_code is required" });
  });

  test("through a type takes numbers of that type only", async () => {
    const { local, tollFree } = sandbox.client.incomingPhoneNumbers;
    await expect(local.create({ phoneNumber: "+18335550100" })).rejects.toMatchObject({ status: 400, code: 21458 });
    expect(await tollFree.create({ phoneNumber: "+18335550100" })).toMatchObject({ phoneNumber: "+18335550100" });
    expect(await local.create({ phoneNumber: "+14155550100" })).toMatchObject({ phoneNumber: "+14155550100" });
  });

  test.each([
    ["a name of 65 characters", { friendlyName: "x".repeat(65) }, 20422],
    ["a URL that is none", { voiceUrl: "not a url" }, 21402],
    ["a URL that is not for the web", { statusCallback: "ftp://a.example/" }, 21402],
    ["a method that is none", { voiceMethod: "DELETE" }, 21403],
    ["a fallback without a first choice", { voiceFallbackUrl: "https://a.example/" }, 21405],
    ["an application that is none", { voiceApplicationSid: "AP1" }, 21420],
    ["a trunk that is none", { trunkSid: "TK1" }, 20423],
  ])("with %s is refused, and nothing is bought", async (_, params, code) => {
    await expect(buy({ phoneNumber: "+14155550188", ...params })).rejects.toMatchObject({ status: 400, code });
    expect(await sandbox.client.incomingPhoneNumbers.list()).toEqual([]);
  });

  test("takes a name of 64 characters", async () => {
    const friendlyName = "x".repeat(64);
    expect(await buy({ phoneNumber: "+14155550188", friendlyName })).toMatchObject({ friendlyName });
  });

  test("a trunk and a voice application exclude each other", async () => {
    const trunkSid = `TK${"a".repeat(32)}`;
    const voiceApplicationSid = `AP${"b".repeat(32)}`;
    const { sid } = await buy({ phoneNumber: "+14155550177", voiceApplicationSid });
    const one = sandbox.client.incomingPhoneNumbers(sid);
    expect(await one.update({ trunkSid })).toMatchObject({ trunkSid, voiceApplicationSid: "" });
    expect(await one.update({ voiceApplicationSid })).toMatchObject({ trunkSid: null, voiceApplicationSid });
    expect(await one.update({ voiceApplicationSid: "", trunkSid: "" })).toMatchObject({
      trunkSid: null,
      voiceApplicationSid: "",
    });
  });

  test("of one number by fifty at once spends the money once", async () => {
    const phoneNumber = "+14155550111";
    const bought = await Promise.all(Array.from({ length: 50 }, () => buy({ phoneNumber })));
    expect(new Set(bought.map((each) => each.sid)).size).toBe(1);
    const purchases = await sandbox.control("GET", "/purchases?phone_number=%2B14155550111");
    expect(await purchases.json()).toEqual({ phone_number: phoneNumber, new_purchases: 1, updates: 49 });
  });
});
