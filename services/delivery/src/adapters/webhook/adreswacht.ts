import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'

/** All addresses of a name. */
export type ZoekOp = (naam: string) => Promise<readonly LookupAddress[]>

export const zoekMetSysteem: ZoekOp = (naam) => lookup(naam, { all: true, order: 'ipv4first' })

export type Toegang = {
  readonly toegestaneNetten: readonly string[]
  /** true for http: only an allowed loopback address will do */
  readonly onversleuteld: boolean
  /** not the public internet either, only what the allow-list names */
  readonly alleenNetten?: boolean
}

/** Azure's host agent answers on a public address; the other metadata services live in ranges that are closed anyway. */
const METADATA: readonly string[] = ['168.63.129.16']
/** Global unicast: the only part of IPv6 that is handed out; everything else is special. */
const WERELDWIJD_6 = ipaddr.parseCIDR('2000::/3')

/**
 * Whether a resolved address may be connected to: the public internet, and what the endpoint's allow-list names. Private, loopback, link-local,
 * CGNAT, unique-local, NAT64, 6to4, Teredo, IPv4-mapped and metadata addresses are closed; a mapped address is judged as the IPv4 it is.
 */
export function magVerbinden(adres: string, toegang: Toegang): boolean {
  if (!ipaddr.isValid(adres)) return false
  const ip = ipaddr.process(adres)
  const toegestaan = toegang.toegestaneNetten.some((net) => valtIn(ip, net))
  if (toegang.onversleuteld) return toegestaan && ip.range() === 'loopback'
  return toegestaan || (!toegang.alleenNetten && isOpenbaar(ip))
}

function isOpenbaar(ip: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (ip.range() !== 'unicast' || METADATA.includes(ip.toString())) return false
  return ip.kind() === 'ipv4' || ip.match(WERELDWIJD_6)
}

function valtIn(ip: ipaddr.IPv4 | ipaddr.IPv6, net: string): boolean {
  const bereik = ipaddr.parseCIDR(net)
  return bereik[0].kind() === ip.kind() && ip.match(bereik)
}

/** Whether an allow-list covers a loopback address, without which http makes no sense. */
export function omvatLoopback(netten: readonly string[]): boolean {
  return netten.some((net) => ipaddr.isValidCIDR(net) && ipaddr.parseCIDR(net)[0].range() === 'loopback')
}

/** Loopback and the ranges that are an organisation's own (RFC 1918, RFC 4193). */
const EIGEN = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '::1/128', 'fc00::/7'].map((net) =>
  ipaddr.parseCIDR(net),
)

/** Whether all of a network lies on this machine or in an organisation's own network. */
export function isEigenNet(net: string): boolean {
  if (!ipaddr.isValidCIDR(net)) return false
  const [begin, lengte] = ipaddr.parseCIDR(net)
  return EIGEN.some((eigen) => eigen[0].kind() === begin.kind() && lengte >= eigen[1] && begin.match(eigen))
}

export function isNet(tekst: string): boolean {
  return ipaddr.isValidCIDR(tekst)
}

/** The IP address that a host of a URL is; null for a name. */
export function vastAdres(host: string): string | null {
  const kaal = host.replace(/^\[(.*)\]$/, '$1')
  return ipaddr.isValid(kaal) ? kaal : null
}

/** No address of this name may be connected to. */
export const NIET_TOEGESTAAN = 'WK_ADRES_NIET_TOEGESTAAN'

/**
 * The addresses of a host that may be connected to. The caller connects to these and to nothing it looks up itself, so a name that
 * resolves otherwise a moment later (rebinding) changes nothing. Throws with code NIET_TOEGESTAAN when none is left.
 */
export async function veiligeAdressen(host: string, toegang: Toegang, zoekOp: ZoekOp): Promise<LookupAddress[]> {
  const vast = vastAdres(host)
  const gevonden =
    vast === null ? await zoekOp(host) : [{ address: vast, family: ipaddr.parse(vast).kind() === 'ipv6' ? 6 : 4 }]
  const veilig = gevonden.filter(({ address }) => magVerbinden(address, toegang))
  if (veilig.length > 0) return veilig
  throw Object.assign(new Error('the endpoint resolves to no address that may be connected to'), {
    code: NIET_TOEGESTAAN,
  })
}
