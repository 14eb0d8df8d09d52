/** What the recording apps call themselves. */
import type { AppDialect } from "./aircraft.table.ts";

/** appPlatform of an app: 1 iOS, 2 Android, 6 DJI Fly. */
export function appPlatformOf(dialect: AppDialect): number {
  return { ios: 1, android: 2, fly: 6 }[dialect];
}

/** Version of an app, `a.b.c`. */
export function appVersionOf(dialect: AppDialect): string {
  return { ios: "4.3.36", android: "4.3.38", fly: "1.5.8" }[dialect];
}
