/** Keys that work on every screen. */
import { useEffect, useState } from "react";
import { settingsStore } from "../settings/settings-store.ts";
import { isTyping } from "./is-typing.ts";

/** Opens and closes the list of keys. */
export interface HelpState {
  readonly shown: boolean;
  readonly open: () => void;
  readonly close: () => void;
}

/** `/` searches, `?` lists keys, `u` turns UTC on and off. `toList` is called when the screen has no search box. */
export function useShellKeys(toList: () => Promise<void>): HelpState {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "?") setShown(true);
      else if (event.key === "u") settingsStore.set({ zone: settingsStore.get().zone === "utc" ? "flight" : "utc" });
      else if (event.key === "/") {
        event.preventDefault();
        const box = document.getElementById("search");
        if (box !== null) box.focus();
        else toList().catch(() => undefined);
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [toList]);
  return { shown, open: () => setShown(true), close: () => setShown(false) };
}
