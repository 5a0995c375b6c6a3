/** The sandbox as a newcomer meets it: its page in a real browser, with Belfry behind it, from /schedule to the channel. */
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openSandbox } from "../../src/sandbox/start.ts";
import { type ChatApp, openChatApp } from "./chat-app.ts";
import { findChromium, launchChromium } from "./chromium.ts";

const chromiumPath = findChromium();
if (!chromiumPath) {
  console.warn("The browser test is skipped: no Chromium was found. CHROMIUM_PATH can name one.");
}

/** For everything together, on a slow machine. */
const limit = 120_000;
/** Sunday, 22 November 2026, 10:00 in Berlin; the clock of the sandbox runs on from there. */
const openAt = Date.UTC(2026, 10, 22, 9);

describe.skipIf(!chromiumPath)("the sandbox's page", { timeout: limit }, () => {
  let browser: Browser;
  let sandbox: Awaited<ReturnType<typeof openSandbox>>;
  const opened: ChatApp[] = [];

  beforeAll(async () => {
    [browser, sandbox] = await Promise.all([
      launchChromium(chromiumPath!),
      openSandbox({ port: 0, openAt, timeZone: "Europe/Berlin", logLevel: "warn" }),
    ]);
  }, limit);
  afterAll(async () => {
    await browser?.close();
    await sandbox?.close();
  }, limit);
  afterEach(async () => {
    for (const app of opened.splice(0)) {
      await app.close();
      expect(app.errors).toEqual([]);
    }
  });

  const open = async (options?: Parameters<typeof openChatApp>[2]) => {
    const app = await openChatApp(browser, sandbox.url, options);
    opened.push(app);
    return app;
  };

  test("a picture with a formatted caption is scheduled, and stands in the channel at its minute", async () => {
    const ada = await open();
    await ada.becomes("Ada");
    await ada.opens("Belfry");
    await ada.says("/schedule");
    await ada.sees("Send me the post");
    await ada.attaches("sample-photo");
    await ada.page.getByTestId("caption").fill("**Bells** at noon");
    await ada.page.getByTestId("send-media").click();
    await ada.sees("Where");
    await ada.taps("Harbour News");
    await ada.taps("Next");
    await ada.sees("When");
    await ada.says("tomorrow 9:00");
    await ada.sees("Mon 23 Nov 2026, 09:00 (Europe/Berlin)");
    await ada.taps("Schedule it");
    await ada.sees("Scheduled");

    await ada.travelsTo("2026-11-23T09:00");
    await ada.sees("Published");
    await ada.opens("Harbour News");
    await ada.sees("Bells at noon");
    await ada.newest().locator("strong", { hasText: "Bells" }).waitFor();
    await ada.newest().locator("img").waitFor();
  });

  test("a quiz made in the app is scheduled with /poll, and a reader answers it in the channel", async () => {
    const ada = await open();
    await ada.becomes("Ada");
    await ada.opens("Belfry");
    await ada.says("/poll");
    await ada.sees("question");
    await ada.attaches("new-poll");
    const form = ada.page.getByRole("dialog", { name: "New poll" });
    await form.getByRole("textbox", { name: "Question" }).fill("How many bells?");
    await form.getByRole("textbox", { name: "Option 1" }).fill("One");
    await form.getByRole("textbox", { name: "Option 2" }).fill("Six");
    await form.getByRole("textbox", { name: "Option 3" }).fill("Twelve");
    await form.getByRole("checkbox", { name: "Quiz" }).check();
    await form.getByRole("radio", { name: "Option 2 is right" }).check();
    await form.getByRole("textbox", { name: "Explanation" }).fill("We **counted** them");
    await ada.page.getByTestId("send-poll").click();
    await ada.sees("Where");
    await ada.taps("Recipe Box");
    await ada.taps("Next");
    await ada.says("2026-11-24 12:00");
    await ada.taps("Schedule it");
    await ada.sees("Scheduled");
    await ada.travelsTo("2026-11-24T11:59");
    await ada.sees("Scheduled");
    await ada.travels("1m");
    await ada.sees("Published");

    await ada.becomes("Cleo");
    await ada.opens("Recipe Box");
    await ada.sees("How many bells?");
    await ada.taps("One");
    await ada.sees("We counted them");
    await ada.newest().getByRole("img", { name: "right answer" }).waitFor();
    await ada.sees("1 answer");
  });

  test("what waits in the queue is moved to another time, and cancelled", async () => {
    const ada = await open();
    await ada.becomes("Ada");
    await ada.opens("Belfry");
    for (const text of ["High tide", "Low tide"]) {
      await ada.says("/schedule");
      await ada.sees("Send me the post");
      await ada.says(text);
      await ada.sees("Where");
      await ada.taps("Harbour Crew");
      await ada.taps("Next");
      await ada.says("2026-11-25 18:00");
      await ada.taps("Schedule it");
      await ada.sees("Scheduled");
    }
    await ada.says("/queue");
    await ada.taps("High tide");
    await ada.taps("Reschedule");
    await ada.says("2026-11-26 7:30");
    await ada.sees("Moved to Thu 26 Nov 2026, 07:30 (Europe/Berlin)");
    await ada.says("/queue");
    await ada.taps("Low tide");
    await ada.taps("Cancel the post");
    await ada.taps("without a reason");
    await ada.sees("Cancelled");

    await ada.travelsTo("2026-11-26T07:30");
    await ada.sees("Published");
    await ada.opens("Harbour Crew");
    await ada.sees("High tide");
  });

  test("on a phone the list of chats and the open chat take turns", async () => {
    const cleo = await open({ viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true });
    await cleo.becomes("Cleo");
    const list = cleo.page.getByRole("navigation", { name: "Chats" });
    const chat = cleo.page.getByRole("region", { name: "Chat" });
    await list.waitFor();
    await cleo.opens("Harbour News");
    await chat.waitFor();
    await list.waitFor({ state: "hidden" });
    await cleo.page.getByRole("button", { name: "Back to the chats" }).click();
    await list.waitFor();
    await chat.waitFor({ state: "hidden" });
    await cleo.opens("Belfry");
    await cleo.says("Hello?");
    await cleo.sees("only work for the team");
  });
});
