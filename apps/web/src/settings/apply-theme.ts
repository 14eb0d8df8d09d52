/** Keeps `data-theme` of the page equal to the chosen theme. */
import type { SettingsStore } from "./settings-store.ts";

/** Applies the theme now and after every change. */
export function applyTheme(store: SettingsStore): () => void {
  const apply = (): void => {
    const { theme } = store.get();
    if (theme === "auto") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.dataset["theme"] = theme;
  };
  apply();
  return store.subscribe(apply);
}
