import { expect, test } from "vitest";
import { shownPath } from "../../src/http/shown-path.ts";

test("Belfry's own paths, and others of plain words and numbers, are shown as they are", () => {
  for (const path of [
    "/",
    "/etc/passwd",
    "/wp-login.php",
    "/openapi.json",
    "/admin/scheduler/jobs/access_check/run",
    "/publishing/schedule/12/deliveries/9007199254740991/resolve",
  ])
    expect(shownPath(path)).toBe(path);
});

test("what may be a token is cut off, with everything behind it", () => {
  for (const [path, shown] of [
    ["/bot123456:AAE_sandbox-token/getMe", "/***"],
    ["/admin/kT5wQ9zL2nB7xJ4cR8mV", "/admin/***"],
    ["/admin/small/letters/and+plus/behind", "/admin/small/letters/***"],
    ["/admin/abcdefghijklmnopqrstuvwx", "/admin/***"],
    ["/admin/sha%3A12", "/admin/***"],
  ] as const)
    expect(shownPath(path)).toBe(shown);
});
