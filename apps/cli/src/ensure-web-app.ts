/** A checkout after `npm ci` has no built web app: the first command that serves it builds it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "@creance/core";
import { runScript } from "@creance/node";
import { tell } from "./output.ts";

/** The checkout that this file lies in; `undefined` in the bundle, which has its web app beside it. */
export function checkoutFolder(): string | undefined {
  return import.meta.url.endsWith(".ts") ? fileURLToPath(new URL("../../../", import.meta.url)) : undefined;
}

/** Builds the web app of a checkout when there is none. Throws a `UserError` (`build-failed`) when that does not work. */
export function ensureWebApp(checkout: string | undefined): void {
  if (checkout === undefined || existsSync(join(checkout, "dist", "web", "index.html"))) return;
  const builder = join(checkout, "tools", "build.mjs");
  if (!existsSync(builder)) return;
  tell("Building the web app, which takes a minute and happens once ...");
  // Its words are no result: they go to standard error.
  if (runScript(builder, { cwd: checkout, output: "standardError" }) !== 0) {
    throw new UserError(
      "build-failed",
      "machineRefused",
      "The web app could not be built (see above); nothing was started, and nothing that is kept is affected.",
    );
  }
}
