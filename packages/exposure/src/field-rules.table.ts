/** What named values give away, by the name that a file gives them. The first rule that fits a name decides. */
import type { MetadataField } from "@creance/formats";

/** What a field gives away. */
export interface FieldRule {
  /** Name of the field without prefix and path, in small letters, letters and digits only (see `plainFieldName`). */
  readonly name: RegExp;
  /** Only in these groups; absent: in any but parameters. */
  readonly groups?: readonly MetadataField["group"][];
  readonly kind: string;
  readonly label: string;
  readonly sentence: string;
}

const flightLink = "Equal values link this file to other files of one flight, aircraft or account.";
const person = "Words that name a person or a company, written in by a program or by hand.";
const place = "The name of a place, written in by an app or by hand.";
const timeTells = "Tells when it was taken; with a list of flights it leads to the flight.";

/** The rules. Positions and laser targets are pairs and stand in `position-fields.ts`. */
export const fieldRules: readonly FieldRule[] = [
  {
    name: /^(ntrip|rtcm|corsserver|rtkserver|rtkaccount)/,
    kind: "correctionServer",
    label: "Correction server",
    sentence:
      "Part of the access to a correction service (NTRIP): host, port, mount point or account. It names the customer of that service.",
  },
  {
    name: /^((drone|aircraft|uav|uas|vehicle|flightcontroller|flycontroller|fc|plane)(serial(number|no|num)?|sn|snbytes|serialbytes)|vehicleid|brdserialnum|registration(number|id)?|remoteid|uasid|operatorid)$/,
    kind: "aircraftSerial",
    label: "Aircraft serial number",
    sentence: "Names this one aircraft; the maker and its registration can lead from it to the owner.",
  },
  {
    name: /^serial(number|no|num)?$/,
    groups: ["telemetry", "container", "header", "info", "text"],
    kind: "aircraftSerial",
    label: "Serial number of aircraft or camera",
    sentence: "Names this one machine; it stays also when the file's name and a subtitle file beside it are left out.",
  },
  {
    name: /^(camera|body|internal|device)?serial(number|no|num)?(bytes)?$|^camera(sn|snbytes)$|^sensorid$/,
    kind: "cameraSerial",
    label: "Camera serial number",
    sentence: "Names this one camera, and with drones often the aircraft: it links pictures, films and flight records.",
  },
  {
    name: /^lens(serialnumber|serial|sn|id)$/,
    kind: "lensSerial",
    label: "Lens serial number",
    sentence: "Names this one lens: it links pictures taken with it.",
  },
  {
    name: /^(rc|remote|remotecontrol|remotecontroller|controller)(serial(number|no|num)?|sn|snbytes)$/,
    kind: "rcSerial",
    label: "Controller serial number",
    sentence: "Names this one remote controller, also across aircraft.",
  },
  {
    name: /^battery\d?(serial(number|no|num)?|sn|snbytes)$/,
    kind: "batterySerial",
    label: "Battery serial number",
    sentence: "Names this one battery, also across aircraft.",
  },
  {
    name: /^(sysuuid|syspx4guid|uid2?|uuid|chipid|boardid|boarduid|hardwareid|hwid|mcuid|cpuid|guid|px4guid|systemuuid|vehicleuuid)$/,
    kind: "uuid",
    label: "Identifier of the flight controller",
    sentence: "Burnt into the flight controller: the same in every log of this aircraft.",
  },
  { name: /^sysid(thismav)?$/, groups: ["header", "info", "parameter"], kind: "uuid", label: "System number", sentence: flightLink },
  {
    name: /^brdserialnum$/,
    groups: ["parameter"],
    kind: "aircraftSerial",
    label: "Aircraft serial number",
    sentence: "A number that the operator gave this aircraft.",
  },
  {
    name: /^(aircraft|drone|vehicle|plane|uav)name$/,
    kind: "droneName",
    label: "Drone name",
    sentence: "The name the owner gave the aircraft; many hold a person's or a company's name.",
  },
  {
    name: /^(captureuuid|imageuniqueid|mediaid|mediauuid|flightid|flightuuid|loghandle|logid|missionid|documentid|originaldocumentid|instanceid|contentidentifier|rawuniqueid|rawdatauniqueid|flightlogid)$/,
    kind: "uuid",
    label: "Identifier of the capture",
    sentence: flightLink,
  },
  {
    name: /^(imei|imsi|iccid|androidid|advertisingid|idfa|deviceid|deviceuuid|phoneid|phonenumber|mobileid|mac|macaddress|bssid|ssid|wifissid|devicessid|bluetooth(address|name)?|hostname|hostcomputer)$/,
    kind: "phoneIdentifier",
    label: "Identifier of phone or network",
    sentence: "Names one phone, tablet, computer or wireless network: it links files far beyond drones.",
  },
  {
    name: /^(mobile|phone|device|tablet)(model|name|os|version|type)$/,
    kind: "phone",
    label: "Phone or tablet",
    sentence: "Which phone or tablet was used to fly, and so part of whose it is.",
  },
  {
    name: /^(account|accountid|accountname|userid|username|user|useruuid|login|token|apikey|licensekey|accountfragment|pilotid|teamid|orgid|organization(id)?)$/,
    kind: "accountFragment",
    label: "Account",
    sentence: "An account, or a part of one: it links files to one customer.",
  },
  { name: /^(e?mail|emailaddress)$/, kind: "email", label: "Mail address", sentence: "Leads to a person." },
  {
    name: /^(artist|copyright|copyrightnotice|owner|ownername|cameraownername|cameraowner|creator|author|authors|byline|credit|rights|rightsowner|usageterms|xpauthor|pilot|pilotname|operator|operatorname|contact|person|personinimage|©aut|aut|©art|cprt|performer|copyrightflag)$/,
    groups: ["exif", "xmp", "iptc", "makerNote", "container", "header", "info", "text", "jpeg"],
    kind: "personName",
    label: "Name of a person or owner",
    sentence: person,
  },
  {
    name: /^(city|state|province|provincestate|country|countrycode|countryname|location|locationname|sublocation|street|substreet|area|district|place|placename|address|region|©loc|loci|gpsareainformation|worldregion|locationshown|locationcreated)$/,
    groups: ["exif", "gps", "xmp", "iptc", "makerNote", "container", "header", "info", "text"],
    kind: "placeName",
    label: "Place name",
    sentence: place,
  },
  {
    name: /^(utcatexposure|gpstimestamp|gpsdatestamp|gpsdatetime|timerefutc|timereputc|exposuretimeutc)$/,
    kind: "startTime",
    label: "Time, UTC",
    sentence: `${timeTells} This one is true UTC, without a guess about the zone.`,
  },
  {
    name: /^(datetimeoriginal|datetimedigitized|createdate|datetime|modifydate|datecreated|creationdate|creationtime|mediacreatedate|©day|offsettime(original|digitized)?|starttime|startdate|flightdate)$/,
    groups: ["exif", "xmp", "iptc", "container", "header", "info", "makerNote"],
    kind: "startTime",
    label: "Time",
    sentence: timeTells,
  },
  {
    name: /^(software|processingsoftware|creatortool|appversion|application|app|program|gpxcreator|©swr|©too|©enc|encoder|firmware|firmwareversion|versw|verswrelease|verswbranch|verfw|sysosname|sysosver|version|versionofapp)$/,
    groups: ["exif", "xmp", "makerNote", "container", "header", "info", "telemetry", "text"],
    kind: "app",
    label: "Program or firmware",
    sentence: "Which program or firmware in which version wrote it, and so which known flaws it has.",
  },
  {
    name: /^(make|model|uniquecameramodel|dronemodel|aircraftmodel|dronetype|product|productname|aircrafttype|cameramodelname|lensmodel|lensmake|lens|©mod|©mak|©model|verhw|sysname|sysmcu|autopilot|board|vehicletype|rcmodel)$/,
    groups: ["exif", "xmp", "makerNote", "container", "header", "info", "telemetry", "text"],
    kind: "model",
    label: "Model",
    sentence: "Which model of aircraft, camera or controller made it.",
  },
  {
    name: /^(imagedescription|usercomment|xpcomment|xpsubject|xptitle|xpkeywords|title|headline|description|caption|captionabstract|keywords?|subject|comment|instructions|objectname|©nam|©cmt|©des|note|notes|remark|purpose|jobid|missionname|projectname|task|taskname)$/,
    groups: ["exif", "xmp", "iptc", "jpeg", "container", "header", "info", "text"],
    kind: "note",
    label: "Words in the file",
    sentence: "Text that a program or a person wrote in: a folder, a title, a task or a note.",
  },
];

/** Values that stand for nothing. */
export const emptyValues: ReadonlySet<string> = new Set([
  "",
  "0",
  "none",
  "n/a",
  "na",
  "null",
  "nan",
  "unknown",
  "undefined",
  "default",
  "-",
]);
