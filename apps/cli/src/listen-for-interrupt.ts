/** Waits for Ctrl-C or a polite kill. */

/** Listens from now on; `ended` resolves at the first one. A second one ends the process at once, as it does by default. */
export function listenForInterrupt(): { readonly ended: Promise<void> } {
  return {
    ended: new Promise((resolve) => {
      const end = (): void => {
        process.off("SIGINT", end);
        process.off("SIGTERM", end);
        resolve();
      };
      process.on("SIGINT", end);
      process.on("SIGTERM", end);
    }),
  };
}
