/** A failed request in one sentence. */

/** What went wrong, for a person: the server's own sentence when it gave one. */
export function errorSentence(error: unknown): string {
  if (error instanceof TypeError)
    return "Creance on this machine does not answer. Nothing kept is lost; start it again with `creance serve`.";
  if (typeof error === "object" && error !== null) {
    const { data, message } = error as { data?: unknown; message?: unknown };
    if (typeof data === "object" && data !== null && typeof (data as { sentence?: unknown }).sentence === "string") {
      return (data as { sentence: string }).sentence;
    }
    if (typeof message === "string" && message !== "") return message;
  }
  return "The request failed, and nothing was changed.";
}
