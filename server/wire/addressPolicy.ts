import ipaddr from 'ipaddr.js'

/**
 * Which addresses the server may connect to. The resolved address is judged, never the spelling of a name: URL parsers
 * disagree about spellings (CVE-2026-45400), and a name may answer differently the second time (DNS rebinding).
 *
 * Cloud metadata services hand out the machine's own credentials, so they are refused in every mode. Everything that is
 * not the public internet is refused where `allowPrivate` is false (team mode); on one's own machine it is allowed.
 */
export interface AddressPolicy {
  allowPrivate: boolean
}

/** AWS, Azure, GCP, Oracle and most others use link-local; the rest are named one by one. From memory, no source. */
const metadataRanges = [
  '169.254.0.0/16',
  '100.100.100.200/32', // Alibaba Cloud
  '192.0.0.192/32', // Oracle Cloud
  '168.63.129.16/32', // Azure WireServer
  'fd00:ec2::/32', // AWS
  'fd20:ce::254/128', // Google Cloud
  'fe80::a9fe:a9fe/128', // OpenStack
]

/**
 * What the IANA special-purpose registries call not globally reachable, and some that other registries or RFCs set
 * apart. No current copy of the registries was at hand on 2026-11-22. The list was compared with CPython's copy of them
 * (https://github.com/python/cpython/blob/main/Lib/ipaddress.py), which holds all but the entries marked `+`; of those,
 * 5f00::/16 and 100:0:0:1::/64 were found in other public copies only. Stricter than the registries: the globally
 * reachable exceptions inside 192.0.0.0/24 and 2001::/23 (anycast, AMT, AS112, ORCHIDv2, DRIP) are refused too.
 */
const privateRanges = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24', // + 6to4 relay anycast, deprecated by RFC 7526
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4',
  '::/96', // unspecified, loopback; + the rest, the long-dead IPv4-compatible form
  '::ffff:0:0:0/96', // + SIIT (RFC 7915)
  '64:ff9b:1::/48', // local-use NAT64
  '100::/64',
  '100:0:0:1::/64', // + dummy prefix (RFC 9780)
  '2001::/23', // Teredo, ORCHID, benchmarking
  '2001:db8::/32',
  '2002::/16', // 6to4
  '3fff::/20',
  '5f00::/16', // + SRv6 (RFC 9602)
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number]
const metadata: Range[] = metadataRanges.map((range) => ipaddr.parseCIDR(range))
const notPublic: Range[] = privateRanges.map((range) => ipaddr.parseCIDR(range))

/** Names that lead to a metadata service even where their address looks harmless. */
const metadataNames = new Set(['metadata.google.internal', 'metadata.goog', 'metadata', 'instance-data'])

export function isMetadataName(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.+$/, '')
  return metadataNames.has(name) || name.startsWith('instance-data.')
}

/** Why this address may not be connected to; undefined where it may. Throws on text that is no address. */
export function addressRefusal(address: string, policy: AddressPolicy): string | undefined {
  const candidates = spellingsOf(ipaddr.parse(address))
  if (candidates.some((candidate) => isIn(candidate, metadata)))
    return `${address} belongs to a cloud metadata service, which is never contacted.`
  if (policy.allowPrivate || !candidates.some((candidate) => isIn(candidate, notPublic))) return undefined
  return `${address} is not a public address.`
}

/** The address itself and every IPv4 address it carries inside: a router on the way may unwrap it. */
function spellingsOf(address: ipaddr.IPv4 | ipaddr.IPv6): (ipaddr.IPv4 | ipaddr.IPv6)[] {
  if (address.kind() === 'ipv4') return [address]
  const bytes = address.toByteArray()
  const hex = Buffer.from(bytes).toString('hex')
  const at = (offset: number) => new ipaddr.IPv4(bytes.slice(offset, offset + 4))
  if (hex.startsWith('00000000000000000000ffff')) return [at(12)] // IPv4-mapped: the same socket address
  if (hex.startsWith('2002')) return [address, at(2)] // 6to4, RFC 3056
  if (hex.startsWith('20010000')) return [address, new ipaddr.IPv4(bytes.slice(12).map((byte) => byte ^ 0xff))] // Teredo
  const carriesIpv4 =
    hex.startsWith('0064ff9b') || // NAT64, RFC 6052 and 8215
    hex.startsWith('000000000000000000000000') || // IPv4-compatible
    hex.startsWith('0000000000000000ffff0000') || // SIIT
    hex.slice(16, 24) === '00005efe' || // ISATAP, RFC 5214
    hex.slice(16, 24) === '02005efe'
  return carriesIpv4 ? [address, at(12)] : [address]
}

function isIn(address: ipaddr.IPv4 | ipaddr.IPv6, ranges: Range[]): boolean {
  return ranges.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits))
}
