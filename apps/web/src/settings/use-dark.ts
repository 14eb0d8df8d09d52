/** Whether the page is dark now, for canvases that cannot read CSS by themselves. */
import { useSyncExternalStore } from "react";
import { settingsStore, useSettings } from "./settings-store.ts";

const query = typeof matchMedia === "undefined" ? null : matchMedia("(prefers-color-scheme: dark)");

function subscribe(listener: () => void): () => void {
  query?.addEventListener("change", listener);
  const stop = settingsStore.subscribe(listener);
  return () => {
    query?.removeEventListener("change", listener);
    stop();
  };
}

/** True when the dark theme is in force. */
export function useDark(): boolean {
  const { theme } = useSettings();
  const system = useSyncExternalStore(subscribe, () => query?.matches ?? false);
  return theme === "auto" ? system : theme === "dark";
}
