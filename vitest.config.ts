import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // The program runs on UTC; a developer's own zone must not leak into a result.
    env: { TZ: "UTC" },
    // Scenarios run the whole program and days of its life; a busy machine may take its time.
    testTimeout: 30_000,
  },
});
