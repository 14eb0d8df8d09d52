/** A policy with a value under every key. */
export const wholePolicy = `# A policy for tests
version: 1
title: Water works, spring survey
hold:
  mode: named-services
  lan:
    interface: lan0
    address: 10.77.0.1/24
    dhcp: {from: 10.77.0.50, until: 10.77.0.99}
  wan: {interface: wan0}
  resolver: 192.0.2.53
  portal: refuse
  time: answer
  control: control.example.org
  manage: {interface: wan0, port: 22}
services:
  - name: activation.example.com
    reason: >
      Activation of new batteries,
      asked for by the fleet manager
    open: on-request
    ports: [443]
    limit: {up: 10 MB, per: opening}
    for: 15 minutes
    data: [batterySerial]
  - name: control.example.org
    reason: Shows that the path works
    open: always
    ports: [80, 443]
    limit: {up: 500 kB, per: day}
  - name: logs.example.com
    reason: Known, and stays shut
    open: never
allow:
  - rule: Map tiles
    kinds: [placeQuery]
    hosts: ["*.tiles.example.net", 192.0.2.7]
    purpose: background map
`;
