/** The maker of pictures and films: a few at a time, whoever asks. */
import { UserError } from "@creance/core";
import { makeFrame, makeProxy } from "./make-film.ts";
import { maskFilm } from "./mask-film.ts";
import type { MaskRefusal } from "./mask-picture.ts";
import { openPictureProcess } from "./picture-process.ts";
import { ffmpegVersion } from "./run-ffmpeg.ts";
import type { MediaMaker } from "./types.ts";

/** Pictures that are made at the same time; each may take some tens of megabytes. */
const PICTURES_AT_ONCE = 2;
/** A proxy takes all cores there are. */
const FILMS_AT_ONCE = 1;

/** Opens the maker. Looks for ffmpeg once. */
export async function openMediaMaker(options: { readonly ffmpeg?: "look" | "none" } = {}): Promise<MediaMaker> {
  const ffmpeg = options.ffmpeg === "none" ? null : await ffmpegVersion();
  const pictures = limiter(PICTURES_AT_ONCE);
  const films = limiter(FILMS_AT_ONCE);
  const pictureProcess = openPictureProcess();
  return {
    ffmpeg,
    picture: (source, size) => pictures(() => pictureProcess.ask({ source, size })),
    frame: (path, at) => (ffmpeg === null ? Promise.resolve(undefined) : pictures(() => makeFrame(path, at))),
    async maskPicture(path, { masks, targetPath }) {
      const masked = await pictures(() => pictureProcess.mask({ path, masks, targetPath }));
      if (typeof masked === "string") throw new UserError("mask-refused", "wrongUse", refusals[masked]);
      return masked;
    },
    maskFilm(path, maskOptions) {
      return ffmpeg === null
        ? Promise.reject(noFfmpeg("so no boxes can be painted over a clip. Leave it out, or install ffmpeg."))
        : films(() => maskFilm(path, maskOptions));
    },
    proxy(path, proxyOptions) {
      return ffmpeg === null
        ? Promise.reject(noFfmpeg("so no film that browsers play can be made of it."))
        : films(() => makeProxy(path, proxyOptions));
    },
  };
}

const refusals: Readonly<Record<MaskRefusal, string>> = {
  unreadable: "This picture cannot be decoded here, so no boxes can be painted over it. Leave it out.",
  severalPages: "This file holds several pictures, of which only the first would be painted over. Leave it out.",
  depth: "Boxes are painted over JPEG, PNG and TIFF pictures of 8 or 16 bits; this is another one. Leave it out.",
  outside: "A box lies outside the picture: it would paint nothing. No picture was made.",
  notIdentical: "The pixels outside the boxes would not have stayed as they were: nothing was made. Leave it out.",
};

function noFfmpeg(consequence: string): UserError {
  return new UserError("ffmpeg-missing", "machineRefused", `ffmpeg is not installed on this machine, ${consequence}`);
}

/** Runs at most `most` steps at the same time, in the order asked. */
function limiter(most: number): <Result>(step: () => Promise<Result>) => Promise<Result> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (step) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await step();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
