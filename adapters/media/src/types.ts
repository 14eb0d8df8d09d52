/** What this room offers: pictures and films that browsers can show, made within limits, never in place of the original. */

/** A made picture. */
export interface MadePicture {
  readonly bytes: Uint8Array;
  readonly mediaType: "image/webp" | "image/jpeg";
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Where the bytes of a picture lie. */
export interface PictureSource {
  /** Path of the original. */
  readonly path: string;
  /** A preview inside it (JPEG); absent: the file itself. */
  readonly part?: { readonly byteOffset: number; readonly lengthBytes: number };
  /** EXIF Orientation, applied so that the result stands upright. */
  readonly orientation: number | null;
}

/** A box to paint over, in pixels as stored. Times, milliseconds from a clip's start, have no meaning for a picture. */
export interface PictureMask {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly fromMs?: number | null;
  readonly untilMs?: number | null;
}

/** A picture with boxes of solid black. It has no metadata but its orientation. */
export interface MaskedPicture {
  readonly format: "jpeg" | "png" | "tiff";
  readonly widthPx: number;
  readonly heightPx: number;
  readonly paintedPx: number;
  /** True when no sample outside the boxes changed: PNG and TIFF always. */
  readonly isIdenticalElsewhere: boolean;
  /** Of samples outside the boxes, in steps of their own depth. */
  readonly difference: { readonly most: number; readonly mean: number };
  /** True when the original named a colour profile, which does not come along. */
  readonly lostProfile: boolean;
}

/** Makes pictures and films. Every call ends by itself: bounded pixels, bytes and seconds. */
export interface MediaMaker {
  /** Version of the system's ffmpeg, `null` when there is none. */
  readonly ffmpeg: string | null;
  /** A picture at most `widthPx` wide; `undefined` when the bytes are no picture that can be shown here. */
  picture(
    source: PictureSource,
    options: { readonly widthPx: number; readonly mediaType: MadePicture["mediaType"] },
  ): Promise<MadePicture | undefined>;
  /** A frame of a clip, upright unless it is wanted `asStored`; `undefined` without ffmpeg or when it cannot be read. */
  frame(
    path: string,
    options: { readonly atMs: number; readonly widthPx: number; readonly asStored?: boolean },
  ): Promise<MadePicture | undefined>;
  /** Writes a JPEG, PNG or TIFF with boxes painted over. Rejects with `UserError` for what cannot be painted; nothing is left then. */
  maskPicture(path: string, options: { readonly masks: readonly PictureMask[]; readonly targetPath: string }): Promise<MaskedPicture>;
  /** Writes an H.264 film with boxes painted over its frames. Rejects with `UserError`, also when there is no ffmpeg. */
  maskFilm(
    path: string,
    options: {
      readonly masks: readonly PictureMask[];
      readonly targetPath: string;
      readonly sound: "keep" | "drop";
      readonly signal?: AbortSignal;
    },
  ): Promise<void>;
  /** Writes an H.264 film of at most 1280 x 720 that starts at once; rejects with `UserError` when that is impossible here. */
  proxy(
    path: string,
    options: { readonly targetPath: string; readonly signal: AbortSignal; readonly onProgress: (share: number) => void },
  ): Promise<void>;
}
