/** Keeping times as data. The sources were read on the day given; whether and how they apply is for the operator's counsel to say. */
import type { RetentionPreset } from "./types.ts";

const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;

/** What stands under every preset. */
export const PRESET_ADVICE = "This helps to keep to a rule; it is no legal advice. Confirm with your counsel.";

/** Every preset. */
export const retentionPresets: readonly RetentionPreset[] = [
  {
    id: "illinois",
    title: "Illinois, law enforcement agencies",
    jurisdiction: "US-IL",
    source: {
      title: "725 ILCS 167/20, Freedom from Drone Surveillance Act, information retention",
      url: "https://ilga.gov/legislation/ilcs/fulltext.asp?DocName=072501670K20",
    },
    checkedOn: "2026-11-22",
    rules: [
      {
        id: "il-30-days",
        title: "30 days",
        keepUs: 30 * DAY_US,
        clock: "flight-end",
        applies: "Information gathered under paragraphs (1) to (6) or (9) of Section 15.",
      },
      {
        id: "il-24-hours",
        title: "24 hours",
        keepUs: DAY_US,
        clock: "flight-end",
        applies: "Information gathered under paragraph (10) of Section 15.",
      },
    ],
    exceptions: [
      { id: "il-suspicion", sentence: "Reasonable suspicion that it contains evidence of criminal activity; decided by a supervisor." },
      { id: "il-investigation", sentence: "Relevant to an ongoing investigation or a pending criminal trial; decided by a supervisor." },
      {
        id: "il-training",
        sentence: "Used for training only, and without anything by which a person can be identified; decided by a supervisor.",
      },
      { id: "il-telemetry", sentence: "Only flight path, metadata or telemetry of the drone; decided by a supervisor." },
    ],
    notes: [
      "The section counts from when information was gathered. That this is the end of the flight is our reading: the clock can be set to begin otherwise.",
      "Information gathered under paragraph (7) is handed to the agency that asked and destroyed at once: delete it by hand after it was handed over.",
    ],
  },
  {
    id: "minnesota",
    title: "Minnesota, law enforcement agencies",
    jurisdiction: "US-MN",
    source: {
      title: "Minnesota Statutes 626.19, subdivision 6 (c), as the state's Data Practices Office puts it",
      url: "https://mn.gov/admin/data-practices/data/types/lawenforcement/drones/",
    },
    checkedOn: "2026-11-22",
    rules: [
      {
        id: "mn-7-days",
        title: "7 days",
        keepUs: 7 * DAY_US,
        clock: "collected",
        applies: "Data collected by an unmanned aerial vehicle: as soon as possible, and no later than seven days after collection.",
      },
    ],
    exceptions: [{ id: "mn-investigation", sentence: "Part of an active criminal investigation." }],
    notes: [
      "The statute asks for deletion as soon as possible; seven days are its latest moment.",
      "That collection is the moment the file was recorded is our reading: the clock can be set to begin otherwise.",
    ],
  },
  {
    id: "keep-none",
    title: "Training and demonstrations: nothing stays",
    jurisdiction: null,
    source: null,
    checkedOn: null,
    rules: [
      {
        id: "keep-none",
        title: "a number of days that you give",
        keepUs: null,
        clock: "flight-end",
        applies: "Flights that were flown to train or to show something.",
      },
    ],
    exceptions: [],
    notes: ["It knows no exceptions: what is needed for longer is put under a legal hold, or under another rule."],
  },
  {
    id: "own",
    title: "Your own rule",
    jurisdiction: null,
    source: null,
    checkedOn: null,
    rules: [
      {
        id: "own",
        title: "a time that you give",
        keepUs: null,
        clock: "flight-end",
        applies: "What you say. The source it rests on (a contract, a policy, another law) is asked for and kept with it.",
      },
    ],
    exceptions: [{ id: "own-ground", sentence: "A ground that you give in your own words." }],
    notes: [],
  },
];
