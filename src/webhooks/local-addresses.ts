/** Which IP addresses are no place for a webhook unless the settings say so: this machine and its local networks. */
import { BlockList } from "node:net";

/** IANA's special-purpose registries: what is not globally reachable, and multicast. */
const versionFour: [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  // Shared between a provider's customers.
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  // Link-local, where clouds keep their metadata services.
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  // Multicast, reserved and broadcast.
  ["224.0.0.0", 3],
];
const versionSix: [string, number][] = [
  // Unspecified and loopback.
  ["::", 127],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  // Tunnels, whose addresses hold any other.
  ["2001::", 32],
  ["2002::", 16],
  ["2001:db8::", 32],
  // Unique local, link-local, the old site-local, multicast.
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
];
/** Where the last 32 bits are an address of version 4: translated, and the two ways to write the same. */
const holdsVersionFour = ["64:ff9b::", "::ffff:", "::"];

const local = new BlockList();
for (const [network, prefix] of versionFour) {
  local.addSubnet(network, prefix, "ipv4");
  for (const before of holdsVersionFour) local.addSubnet(before + network, 96 + prefix, "ipv6");
}
for (const [network, prefix] of versionSix) local.addSubnet(network, prefix, "ipv6");

/** Takes an IP address of either version, without brackets. */
export function isLocalAddress(address: string): boolean {
  const [withoutZone = ""] = address.split("%");
  return local.check(withoutZone, withoutZone.includes(":") ? "ipv6" : "ipv4");
}
