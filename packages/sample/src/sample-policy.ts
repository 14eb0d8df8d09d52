/** The sample operation's policy file: its gateway lets nothing pass, and its privacy manifest says what may be shared. All of it is made up. */

/** Name of the file. */
export const SAMPLE_POLICY_FILE = "sample-operation.policy.yaml";

/** The text of the file. */
export const samplePolicy = `# The sample operation: invented people, places and machines.
version: 1
title: Sample operation
privacy:
  revision: 1
  effective: 2026-09-01
  controller: {name: Synth Survey and Rescue, contact: privacy@survey.example, country: PT}
  about: >
    We fly for growers, water works and rescue services in invented hills. What our aircraft record stays with us,
    except for what stands here.
  rights:
    - Ask what we hold that shows you or your land.
    - Ask for a copy, in which others are made unrecognisable.
    - Ask that it be deleted.
  collects:
    - {data: [track, position, homePoint, telemetry, serials], why: A record of each flight, keep: until deleted}
    - {data: [pilotPosition, account], why: Who flew and where they stood, keep: until deleted}
    - {data: [imagery, thermal, video, audio, faces], why: Surveys and searches, keep: 90 days}
    - {data: [networkCapture, phoneIdentifiers], why: Seeing what apps send out, keep: 365 days}
  flows:
    - id: own-backup
      data: [track, position, homePoint, telemetry, serials, imagery, thermal, video, audio, faces]
      to: [ownStorage]
      regions: [PT, aws/us-west-2]
      purposes: [ownRecords]
      why: A second copy in storage that we rent
      keep: until deleted
    - id: customer-results
      data: [imagery, thermal, video, telemetry, track, position]
      to: [customer]
      who: the grower or water works that ordered the flight
      regions: [EU, US]
      purposes: [requestedService]
      why: The survey that was ordered
      keep: 365 days
      redact: [homePoint, pilotPosition, serials, faces, account, audio]
    - id: maps
      data: [imagery, position, telemetry, serials, faces]
      to: [processor]
      who: the map server in our own office
      regions: [PT]
      purposes: [processing]
      why: Making maps of pictures
      keep: 7 days
      readable: true
    - id: insurer
      data: [imagery, video, track, position, telemetry]
      to: [insurer]
      regions: [EU]
      purposes: [claim]
      why: Damage that an aircraft did or took
      keep: 365 days
      redact: [faces, account, pilotPosition]
    - id: authority
      data: [imagery, thermal, video, track, position, telemetry, serials]
      to: [authority]
      regions: [PT]
      purposes: [legalDuty, publicSafety]
      why: Requests that we are bound to answer, and searches for people
      keep: until deleted
    - id: subject-copies
      data: [imagery, video, position]
      to: [subject]
      regions: [EU]
      purposes: [rights]
      why: A copy for whoever it shows, with others made unrecognisable
      keep: until deleted
      redact: [faces, account, serials]
`;
