/** scrypt of the platform, beside the event loop. */
import { scrypt } from "node:crypto";
import type { Scrypt } from "@creance/seal";

/** r = 8, p = 1, 32 bytes: as age wants it. */
export const platformScrypt: Scrypt = (passphrase, salt, logN) =>
  new Promise((resolve, reject) => {
    const rounds = 2 ** logN;
    scrypt(passphrase, salt, 32, { N: rounds, r: 8, p: 1, maxmem: rounds * 1024 + 1_048_576 }, (error, key) => {
      if (error === null) resolve(new Uint8Array(key));
      else reject(error);
    });
  });
