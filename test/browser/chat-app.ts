/** The sandbox's page in the words of somebody who uses it: `app.says("/schedule")`, `app.taps("Next")`. */
import type { Browser, BrowserContextOptions } from "playwright-core";

export type ChatApp = Awaited<ReturnType<typeof openChatApp>>;

/** Milliseconds after which something that should appear counts as missing. */
const patience = 10_000;

/** Opens the page in a browser of its own, before anybody has been chosen. */
export async function openChatApp(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(url);

  const messages = page.getByRole("log", { name: "Messages" });
  const newest = () => messages.locator(".message").last();

  return {
    page,
    /** What went wrong in the page's own code. */
    errors,
    /** The newest message of the open chat. */
    newest,
    close: () => context.close(),

    async becomes(firstName: string): Promise<void> {
      await page.locator("[data-user]").filter({ hasText: firstName }).click();
    },
    async opens(title: string): Promise<void> {
      const name = page.getByText(title, { exact: true });
      await page.locator("[data-chat]").filter({ has: name }).click();
      await messages.waitFor();
    },
    async says(text: string): Promise<void> {
      await page.getByTestId("composer").fill(text);
      await page.getByTestId("send").click();
    },
    /** Waits until the newest message says this. */
    async sees(text: string): Promise<void> {
      await newest().filter({ hasText: text }).waitFor();
    },
    /** Taps a button of the newest message. */
    async taps(label: string): Promise<void> {
      await newest().getByRole("button", { name: label }).click();
    },
    async attaches(what: "sample-photo" | "new-poll"): Promise<void> {
      await page.getByTestId("attach").click();
      await page.getByTestId(what).click();
    },
    /** Travels by a button of the bar on top, and waits for the arrival. */
    async travels(button: "1m" | "1h" | "2259" | "midnight"): Promise<void> {
      const travelled = page.waitForResponse((response) => response.url().endsWith("/client/travel"));
      await page.locator(`[data-travel="${button}"]`).click();
      await travelled;
    },
    /** Travels to a local time of the sandbox, "2026-11-23T09:00", and waits for the arrival. */
    async travelsTo(local: string): Promise<void> {
      const travelled = page.waitForResponse((response) => response.url().endsWith("/client/travel"));
      await page.locator('[data-travel="date"]').click();
      await page.getByTestId("travel-date").fill(local);
      await page.getByTestId("travel-go").click();
      await travelled;
    },
  };
}
