/** The service of a flow in Zeek's words. */
import type { FlowFacts } from "../analyzer.ts";

/** Adds a service word. A flow that changes its protocol (CONNECT, STARTTLS, Upgrade) has both words in order, as Zeek writes them: `smtp,ssl`. */
export function addService(facts: FlowFacts, word: string): void {
  if (facts.service === null) facts.service = word;
  else if (!facts.service.split(",").includes(word)) facts.service += `,${word}`;
}
