/** Two streams: what is written to one is read from the other. */
import { Duplex } from "node:stream";

/** Makes a pair. */
export function duplexPair(): readonly [Duplex, Duplex] {
  const ends: Duplex[] = [];
  const end = (other: () => Duplex | undefined): Duplex =>
    new Duplex({
      read() {},
      write(bytes: Buffer, _, done) {
        other()?.push(bytes);
        done();
      },
      final(done) {
        other()?.push(null);
        done();
      },
    });
  const left = end(() => ends[1]);
  const right = end(() => ends[0]);
  ends.push(left, right);
  return [left, right];
}
