/** A policy file to start from: it is whole, lets nothing pass, and says beside each line what it is for. */

/** What the file begins with, where it is known. */
export interface TemplateFacts {
  readonly lanInterface?: string;
  readonly wanInterface?: string;
  /** With a privacy manifest to start from, by which nothing may be shared yet; `alone`: with nothing else. */
  readonly privacy?: boolean | "alone";
}

/** The text of the file. It reads without a problem; interface names that nobody handed in are `lan0` and `wan0`. */
export function policyTemplate({ lanInterface = "lan0", wanInterface = "wan0", privacy = false }: TemplateFacts = {}): string {
  const parts = [
    headTemplate,
    ...(privacy === "alone" ? [] : [openTemplate(lanInterface, wanInterface)]),
    ...(privacy === false ? [] : [privacyTemplate]),
  ];
  return parts.join("");
}

const headTemplate = `# What this operation lets out. Read it with: creance policy check FILE
# Whatever is not named here does not pass.
version: 1
title: Who this policy is of, and what it is for
`;

function openTemplate(lanInterface: string, wanInterface: string): string {
  return `
# The field gateway. Leave the part out where the file is for audits alone.
hold:
  # local-data: nothing passes, whatever stands under services. named-services: only what stands there.
  mode: local-data
  # The side of the controller. dhcp: the gateway hands out these addresses; leave the line out if something else does.
  lan:
    interface: ${lanInterface}
    address: 10.77.0.1/24
    dhcp: {from: 10.77.0.50, until: 10.77.0.99}
  # The side of the internet.
  wan: {interface: ${wanInterface}}
  # IPv4 address of the name server that is asked for the addresses of services; needed for named-services.
  # resolver: 192.0.2.53
  # A phone tests its Wi-Fi with small requests. answer: the gateway answers them itself, so that the phone stays on this Wi-Fi
  # and does not turn to its cellular line. refuse: they fail.
  portal: answer
  # answer: the gateway tells the time from its own clock. refuse: nobody does.
  time: answer
  # A service that a proof reaches on purpose, to show that the way works. It must stand under services.
  # control: control.example.org
  # Where the gateway itself may be managed from (SSH). Without it: not over the network.
  # manage: {interface: ${lanInterface}, port: 22}

# What may be reached: exact names, each with its reason. A wildcard would let data out inside the name itself.
services: []
#  - name: activation.example.com
#    reason: Activation of new batteries, asked for by the fleet manager
#    # always, on-request (a person opens it for a while; recorded) or never (known, and stays shut)
#    open: on-request
#    # longest opening; default 10 minutes, at most 24 hours
#    for: 10 minutes
#    # 80 and 443 are possible; default 443
#    ports: [443]
#    # what may go out, per opening or per day (UTC)
#    limit: {up: 10 MB, per: opening}
#    # what an audit may find going there; default nothing
#    data: [batterySerial]

# For audits alone: what else may go where. Hosts may be patterns; none means any host.
allow: []
#  - rule: Map tiles
#    kinds: [placeQuery]
#    hosts: ["*.tiles.example.net"]
#    purpose: background map
`;
}

const privacyTemplate = `
# The privacy manifest: which data may go to whom, where, why and for how long. It is put in force with: creance policy set FILE
privacy:
  # Your own count of versions, and from when on this one holds.
  revision: 1
  effective: 2026-11-01
  # Who answers for the data.
  controller: {name: Who answers for the data, contact: privacy@example.org, country: US}
  # about: Words at the top of the public page.
  # What people can ask for, in your words.
  rights:
    - Ask for a copy of what shows you.
    - Ask that it be deleted.
  # What is collected, whether it goes anywhere or not. keep: a time such as 30 days, or until deleted.
  collects: []
#    - {data: [track, telemetry], why: A record of each flight, keep: until deleted}
#    - {data: [imagery], why: The survey, keep: 30 days}
  # What may go where. Whatever stands in no flow goes nowhere.
  flows: []
#    - id: customer-pictures
#      # classes of data
#      data: [imagery]
#      # kinds of recipients
#      to: [customer]
#      # countries (US), or regions of a provider (aws/us-west-2)
#      regions: [US]
#      purposes: [requestedService]
#      why: The survey that was ordered
#      # how long the recipient may keep it
#      keep: 365 days
#      # classes that must have been taken out
#      redact: [position, homePoint, serials, faces]
`;
