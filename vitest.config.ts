import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // The program runs on UTC; a developer's own zone must not leak into a result.
    env: { TZ: "UTC" },
  },
});
