/** Formatters bound to the chosen units and clock. */
import { useMemo } from "react";
import { createWords, type Words } from "../words/words.ts";
import { useSettings } from "./settings-store.ts";

/** The formatters of this render. */
export function useWords(): Words {
  const settings = useSettings();
  return useMemo(() => createWords(settings), [settings]);
}
