/** Kinds of header values in sums over many files: what one file says of itself (how many positions, which component) does not belong there. */

/** What a kind is called, and what it means to whoever has the files. */
export interface HeaderKind {
  readonly label: string;
  readonly sentence: string;
}

/** By the kind of a `Reveal`; a kind that is missing takes the words of its first value. */
export const headerKinds: Readonly<Record<string, HeaderKind>> = {
  aircraftSerial: {
    label: "Aircraft serial number",
    sentence: "Names one aircraft; the maker and its registration can lead from it to the owner.",
  },
  cameraSerial: { label: "Camera serial number", sentence: "Names one camera: it links pictures, films and flight records." },
  lensSerial: { label: "Lens serial number", sentence: "Names one lens: it links pictures taken with it." },
  rcSerial: { label: "Controller serial number", sentence: "Names one remote controller, also across aircraft." },
  batterySerial: { label: "Battery serial number", sentence: "Names one battery, also across aircraft." },
  componentSerial: { label: "Serial number of a component", sentence: "Names one part of one aircraft." },
  uuid: {
    label: "Identifier",
    sentence: "Numbers that name a capture, a flight, a file or a flight controller: equal ones link files.",
  },
  droneName: { label: "Drone name", sentence: "The name the owner gave the aircraft; many hold a person's or a company's name." },
  personName: {
    label: "Name of a person or owner",
    sentence: "Words that name a person or a company, written in by a program or by hand.",
  },
  email: { label: "Mail address", sentence: "Leads to a person." },
  accountFragment: { label: "Account", sentence: "An account, or a part of one: it links files to one customer." },
  phone: { label: "Phone or tablet", sentence: "Which phone or tablet was used to fly, and so part of whose it is." },
  phoneIdentifier: {
    label: "Identifier of phone or network",
    sentence: "Names one phone, tablet, computer or wireless network: it links files far beyond drones.",
  },
  correctionServer: {
    label: "Correction server",
    sentence:
      "Part of the access to a correction service (NTRIP): host, port, mount point or login. It names the customer of that service.",
  },
  picturePosition: { label: "Position of a picture", sentence: "Where a picture or film was taken." },
  positionDetail: { label: "Beside the position", sentence: "Height, direction, speed, or how the position was measured." },
  laserTarget: { label: "Laser target", sentence: "The place on the ground that was looked at, not where the aircraft was." },
  headerPosition: { label: "Take-off position in the header", sentence: "Where the flight began: often a home, a workplace or a site." },
  homePosition: { label: "Home point", sentence: "Where the aircraft took off and would return to." },
  pilotPosition: { label: "Pilot position", sentence: "Where the phone or controller was, so where the pilot stood." },
  flightPath: { label: "Flight path", sentence: "The whole way, position by position." },
  placeName: { label: "Place name", sentence: "The name of a place, looked up by an app or written in by hand." },
  preview: {
    label: "Preview or thumbnail",
    sentence: "Smaller copies of the picture: they stay as they were when only the large one is cropped or painted over.",
  },
  picture: {
    label: "Embedded picture",
    sentence: "A picture of the site inside a flight record, unencrypted; it may carry its own position and time.",
  },
  thermalData: {
    label: "Temperatures",
    sentence: "What the thermal camera measured stands apart from the picture: it shows the scene also when the picture is painted over.",
  },
  startTime: { label: "Time", sentence: "When it was flown or taken; with a list of flights it leads to the flight." },
  activationTime: { label: "Activation time", sentence: "When the aircraft was activated with the maker: the same in every record of it." },
  app: { label: "Program or firmware", sentence: "Which program or firmware in which version wrote it, and so which known flaws it has." },
  firmware: { label: "Firmware", sentence: "Firmware versions of parts: they tell which known flaws the aircraft has." },
  model: { label: "Model", sentence: "Which model of aircraft, camera or controller made it." },
  note: { label: "Words in the file", sentence: "Text that a program or a person wrote in: a folder, a title, a task or a note." },
  appText: { label: "App message", sentence: "A message of the app that holds coordinates, a name or what is near the flight." },
  uploadFlag: { label: "Upload flag", sentence: "The app's own mark whether this record still has to be uploaded." },
};
