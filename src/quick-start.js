/**
 * Loaded by the start command before everything else: makes loading the rest quick, and small in memory
 * (docs/decisions/004). Nothing here changes what the program does. In JavaScript, because the first file of
 * TypeScript that is not in the cache brings the type stripper into memory, for good.
 */
import { enableCompileCache, registerHooks } from "node:module";

// From the second start on, the code comes ready from a cache, types already stripped.
enableCompileCache();

// drizzle-orm comes twice. Its hundreds of ES modules take half a second more to load than the same in CommonJS.
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier.startsWith("drizzle-orm")
      ? nextResolve(specifier, { ...context, conditions: ["node", "require"] })
      : nextResolve(specifier, context),
});

// Whoever imports node:http has every export of it read, these too, and they load fetch and HTTP/2: 8 MB for nothing.
const http = process.getBuiltinModule("node:http");
for (const unused of ["WebSocket", "CloseEvent", "MessageEvent"]) delete http[unused];
