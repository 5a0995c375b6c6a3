/** The admin API's page in a real browser: on a desk and on a phone, in light and dark. */
import { expect, test } from "vitest";
import { withTokens } from "../support/api-client.ts";
import { startBelfry } from "../support/belfry.ts";
import { findChromium, launchChromium } from "./chromium.ts";

const chromiumPath = findChromium();

test.skipIf(!chromiumPath)(
  "the page of the admin API fits every screen, and loads nothing",
  { timeout: 120_000 },
  async () => {
    const belfry = await startBelfry({ config: withTokens("website") });
    const browser = await launchChromium(chromiumPath!);
    try {
      const papers = [];
      for (const { width, colorScheme } of [
        { width: 1200, colorScheme: "light" },
        { width: 1200, colorScheme: "dark" },
        { width: 360, colorScheme: "light" },
      ] as const) {
        const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
        const requests: string[] = [];
        const complaints: string[] = [];
        page.on("request", (request) => requests.push(new URL(request.url()).pathname));
        page.on("console", (message) => complaints.push(message.text()));
        await page.goto(`${belfry.httpUrl}/docs`);
        for (const details of await page.locator("summary").all()) await details.click();
        // As text: it runs in the page, which has what Node has not.
        const seen = await page.evaluate<{ overflow: number; paper: string }>(`({
          overflow: document.documentElement.scrollWidth - window.innerWidth,
          paper: getComputedStyle(document.body).backgroundColor,
        })`);
        expect(seen.overflow).toBe(0);
        expect([
          requests.filter((path) => path !== "/favicon.ico"),
          complaints.filter((one) => !one.includes("404")),
        ]).toEqual([["/docs"], []]);
        papers.push(seen.paper);
        await page.getByRole("link", { name: "Schedule a post" }).click();
        await page.getByRole("heading", { name: "Schedule a post" }).waitFor();
        await page.close();
      }
      expect(papers).toEqual(["rgb(255, 255, 255)", "rgb(20, 23, 28)", "rgb(255, 255, 255)"]);
    } finally {
      await browser.close();
    }
  },
);
