/** Pictures as media items: what a JPEG, DNG, TIFF or HEIC says of where, when, whither and by what it was taken. */
import type { ByteSource } from "@creance/core";
import { type PhotoFile, readPhoto } from "@creance/formats";
import type { MediaItem, MediaSerials } from "./media-item.ts";
import type { MediaRead } from "./media-readers.table.ts";
import { photoHeights, photoLaser, photoPosition, photoRtk } from "./photo-place.ts";
import { photoTime } from "./photo-time.ts";
import { PhotoValues } from "./photo-values.ts";
import { photoAircraft, photoGimbal, photoOptics } from "./photo-view.ts";

/** Reads a picture's metadata by ranges. Throws a `FormatError` when nothing can be read from it. */
export async function readPhotoItem(source: ByteSource): Promise<MediaRead> {
  const photo = await readPhoto(source);
  return { item: photoItem(photo), samples: null, fields: photo.fields };
}

/** A picture's metadata in the normal form. */
function photoItem(photo: PhotoFile): MediaItem {
  const values = new PhotoValues(photo);
  const { format, widthPx, heightPx, thermal, previews, damaged, issues } = photo;
  return {
    kind: "photo",
    format,
    widthPx,
    heightPx,
    durationUs: null,
    codec: null,
    time: photoTime(values),
    position: photoPosition(values),
    heights: photoHeights(values),
    gimbal: photoGimbal(values),
    aircraft: photoAircraft(values),
    optics: photoOptics(values, photo),
    laser: photoLaser(values),
    rtk: photoRtk(values),
    serials: serialsOf(values),
    aircraftModel: values.text("drone-dji:DroneModel", "drone-parrot:ModelName"),
    thermal,
    previews,
    damaged,
    issues,
  };
}

function serialsOf(values: PhotoValues): MediaSerials {
  return {
    aircraft: named(values.text("drone-dji:DroneSerialNumber", "drone-skydio:VehicleId", "drone-parrot:SerialNumber")),
    camera: named(
      values.text("drone-dji:CameraSerialNumber") ??
        values.tagText("exif:SerialNumber") ??
        values.tagText("exif:CameraSerialNumber") ??
        values.text("exifEX:BodySerialNumber", "aux:SerialNumber"),
    ),
    lens: named(values.text("drone-dji:LensSerialNumber") ?? values.tagText("exif:LensSerialNumber")),
  };
}

/** Zeros, a dash or nothing name no machine. */
function named(serial: string | null): string | null {
  return serial === null || /^[0\s.:_-]*$/.test(serial) || /^(null|none|unknown|n\/a)$/i.test(serial) ? null : serial;
}
