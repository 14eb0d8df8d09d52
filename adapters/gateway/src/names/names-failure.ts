/** Why the names process cannot listen, or not any more. */

/** Reads like a sentence to the person who starts the gateway; `code` goes to the keeper. */
export class NamesFailure extends Error {
  override readonly name = "NamesFailure";
  readonly code: "port-in-use" | "no-rights" | "no-address" | "socket";

  constructor(code: NamesFailure["code"], sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.code = code;
  }
}

/** What an error of a socket means; `what` is like "UDP port 53 of 10.77.0.1". */
export function namesFailure(error: Error & { readonly code?: unknown }, what: string): NamesFailure {
  const [code, sentence] = reason(error, what);
  return new NamesFailure(code, sentence, { cause: error });
}

function reason(error: Error & { readonly code?: unknown }, what: string): [NamesFailure["code"], string] {
  switch (error.code) {
    case "EADDRINUSE":
      return [
        "port-in-use",
        `Another program on this machine has ${what}, where the gateway answers the local network's questions: end it or give it another port.`,
      ];
    case "EACCES":
    case "EPERM":
      return ["no-rights", `The names process may not open ${what}: it needs the capability net_bind_service.`];
    case "EADDRNOTAVAIL":
      return ["no-address", `${what} cannot be opened: this machine does not have the address.`];
    default:
      return ["socket", `${what} does not work: ${error.message}.`];
  }
}
