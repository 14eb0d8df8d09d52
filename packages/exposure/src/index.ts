/** `@creance/exposure`: what a file reveals about places and people. */
export type { Reveal } from "./reveal.ts";
export { whatThisReveals } from "./what-this-reveals.ts";
