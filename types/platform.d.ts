/**
 * The only platform globals a pure package may use: text coding. Everything else that touches the world (files,
 * network, clock, randomness, hashing) is handed in as a function of `@creance/core`'s `Platform`.
 */
interface PlatformTextDecoder {
  decode(input?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string;
}
interface PlatformTextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
declare const TextDecoder: {
  new (label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }): PlatformTextDecoder;
};
declare const TextEncoder: { new (): PlatformTextEncoder };
