/** A policy file with a privacy manifest that has a value under every key. */
export const wholeManifest = `version: 1
title: Water works, spring survey
privacy:
  revision: 3
  effective: 2026-11-01
  controller: {name: Synth Water Works, contact: privacy@water.example, country: PT}
  about: >
    We fly over our own pipes
    and dams.
  rights:
    - Ask for a copy of what shows you.
    - Ask that it be deleted.
  collects:
    - data: [position, track, homePoint, imagery, thermal, faces, serials, telemetry]
      why: Finding leaks
      keep: 30 days
    - {data: [pilotPosition], why: Safety of the flight, keep: until deleted}
  flows:
    - id: own-bucket
      data: [position, track, homePoint, imagery, thermal, serials, telemetry]
      to: [ownStorage]
      regions: [PT, aws/eu-west-1]
      purposes: [ownRecords]
      why: A second copy
      keep: until deleted
    - id: customer-pictures
      data: [imagery, thermal]
      to: [customer, insurer]
      who: the customer who ordered the survey
      regions: [EU]
      purposes: [requestedService, claim]
      why: The survey's result
      keep: 365 days
      redact: [position, homePoint, faces, serials]
    - id: maps
      data: [imagery, position]
      to: [processor]
      regions: [PT]
      purposes: [processing]
      why: Making maps
      keep: 7 days
      readable: true
    - id: activation
      data: [serials]
      to: [maker]
      regions: [US]
      purposes: [activation]
      why: New batteries are activated by their maker
      keep: until deleted
      hosts: [activation.example.com, battery.example.com]
      open: on-request
`;
