/** Apps by UID as PCAPdroid names them: each handed on once, a bounded number of them. */
import type { CaptureApp, CaptureHandlers } from "../packet.ts";
import type { ReportIssue } from "./issue-list.ts";
import { MAX_APPS } from "./limits.ts";

/** Takes an app; repeats of the same UID are dropped. `offset` is where it was met. */
export type NoteApp = (app: CaptureApp, offset: number) => void;

/** Hands each app on once. */
export function appNames(handlers: CaptureHandlers, report: ReportIssue): NoteApp & { has(uid: number): boolean } {
  const seen = new Set<number>();
  const note = (app: CaptureApp, offset: number): void => {
    if (seen.has(app.uid)) return;
    if (seen.size === MAX_APPS) {
      report("too-many-apps", offset, "uid");
      return;
    }
    seen.add(app.uid);
    handlers.app(app);
  };
  return Object.assign(note, { has: (uid: number) => seen.has(uid) });
}
