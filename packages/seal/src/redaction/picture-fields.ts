/**
 * What the named values of a picture tell. Values on the lists of `picture-fields.table.ts` are known to be harmless or known for what they tell;
 * everything else is `other` and goes as soon as anything goes.
 */
import type { MetadataField } from "@creance/formats";
import {
  harmlessExif,
  harmlessXmp,
  positionExif,
  serialExif,
  serialXmp,
  timeExif,
  timeXmp,
  wordsExif,
  wordsXmp,
} from "./picture-fields.table.ts";
import type { RedactionClass } from "./redaction.ts";

/** The field's own name without the picture or directory it stands in. */
export function ownName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Class of a value; `harmless` says nothing of place, time, machine or person. */
export function classOfField(field: MetadataField): RedactionClass | "harmless" {
  const name = ownName(field.name);
  switch (field.group) {
    case "gps":
      return name === "GPSTimeStamp" || name === "GPSDateStamp" ? "time" : "position";
    case "interop":
    case "icc":
      return "harmless";
    case "exif":
      return classOfExif(name);
    case "xmp":
      return classOfXmp(name);
    case "mpf":
      return "preview";
    case "thermal":
      return "thermal";
    case "jpeg":
      return name === "APP14 Adobe" ? "harmless" : name === "APP0 JFXX" ? "preview" : name === "Comment" ? "name" : "other";
    case "iptc":
      return "name";
    default:
      return "other";
  }
}

function classOfExif(name: string): RedactionClass | "harmless" {
  if (harmlessExif.has(name)) return "harmless";
  if (timeExif.has(name)) return "time";
  if (serialExif.has(name)) return "serial";
  if (wordsExif.has(name)) return "name";
  return positionExif.has(name) ? "position" : "other";
}

function classOfXmp(name: string): RedactionClass | "harmless" {
  const [prefix = "", local = ""] = name.includes(":") ? name.split(":", 2) : ["", name];
  if (/^(rtk|lrf|gps|latitude|longitude|altitude|absolutealtitude|selfdata)/i.test(local)) return "position";
  if (harmlessXmp.has(name) || (prefix === "tiff" && harmlessExif.has(local)) || (prefix === "exif" && harmlessExif.has(local)))
    return "harmless";
  if (timeXmp.test(local)) return "time";
  if (serialXmp.test(local)) return "serial";
  return wordsXmp.has(prefix) || /^ntrip/i.test(local) ? "name" : "other";
}
