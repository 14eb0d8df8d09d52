/** What the local network tries to reach, as a live picture and in words. */
export { attemptWords, lineWords, roleWordsOf, summaryWords } from "./attempt-words.ts";
export { createAttempts } from "./attempts.ts";
export type * from "./types.ts";
