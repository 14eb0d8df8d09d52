/** The leak check. */
export { checkLeaks } from "./check-leaks.ts";
export type { CheckLeaks, Leak, LeakReport } from "./types.ts";
