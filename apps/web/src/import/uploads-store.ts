/** Uploads that run in this page, outside React: they go on while a person looks at other screens. */
import { useSyncExternalStore } from "react";
import { openUploadJob, type UploadEnd, uploadFiles } from "./upload-files.ts";
import type { PickedFile } from "./walk-entries.ts";

/** What the page knows about its own uploads. */
export interface UploadsState {
  /** Job ids of running uploads. */
  readonly running: readonly string[];
  /** Ends of uploads, by job id. */
  readonly ends: Readonly<Record<string, UploadEnd>>;
  /** Why the last upload could not start; `null` when it did. */
  readonly problem: string | null;
}

let state: UploadsState = { running: [], ends: {}, problem: null };
const listeners = new Set<() => void>();
const stops = new Map<string, AbortController>();

function change(part: Partial<UploadsState>): void {
  state = { ...state, ...part };
  for (const listener of listeners) listener();
}

const warnBeforeLeaving = (event: BeforeUnloadEvent): void => event.preventDefault();

/** Starts an upload; `onEnd` is called when it ended, whatever the end. */
export async function startUpload(files: readonly PickedFile[], onEnd: () => void): Promise<void> {
  if (files.length === 0) {
    change({ problem: "There was no file in what was dropped. Nothing was changed." });
    return;
  }
  const stop = new AbortController();
  const doors = { fetch: fetch.bind(globalThis), signal: stop.signal };
  try {
    const jobId = await openUploadJob(files, doors);
    stops.set(jobId, stop);
    if (state.running.length === 0) addEventListener("beforeunload", warnBeforeLeaving);
    change({ running: [...state.running, jobId], problem: null });
    onEnd();
    const end = await uploadFiles(jobId, files, doors);
    stops.delete(jobId);
    change({ running: state.running.filter((id) => id !== jobId), ends: { ...state.ends, [jobId]: end } });
    if (state.running.length === 0) removeEventListener("beforeunload", warnBeforeLeaving);
  } catch (error) {
    change({ problem: error instanceof Error ? error.message : "The upload could not start. Nothing was sent." });
  } finally {
    onEnd();
  }
}

/** Says why an upload could not start. */
export function reportUploadProblem(sentence: string | null): void {
  change({ problem: sentence });
}

/** Stops sending; what the server kept stays. */
export function stopUpload(jobId: string): void {
  stops.get(jobId)?.abort();
}

/** Reads the uploads in a component. */
export function useUploads(): UploadsState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
