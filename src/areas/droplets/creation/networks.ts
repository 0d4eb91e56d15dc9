import type { Networks } from '../../../cloud/droplets.ts'
import {
  netmaskOf,
  type Owner,
  type Range,
  takeIpv6Address,
  takePrivateAddress,
  takePublicAddress,
} from '../../../cloud/networks/addresses.ts'
import type { Db } from '../../../store/database.ts'

export interface WantedNetworks {
  vpc: { id: string; range: Range }
  is_public: boolean
  ipv6: boolean
}

/** The addresses of a Droplet, which are its own until it is gone. */
export async function takeNetworks(
  tx: Db,
  owner: Owner,
  { vpc, is_public, ipv6 }: WantedNetworks,
): Promise<Networks> {
  const v4: Networks['v4'] = is_public
    ? [{ ip_address: await takePublicAddress(tx, owner), ...PUBLIC_NETWORK, type: 'public' }]
    : []
  v4.push({
    ip_address: await takePrivateAddress(tx, vpc, owner),
    netmask: netmaskOf(vpc.range),
    gateway: NO_GATEWAY,
    type: 'private',
  })
  const v6: Networks['v6'] = ipv6
    ? [{ ...(await takeIpv6Address(tx, owner)), netmask: IPV6_PREFIX, type: 'public' }]
    : []
  return { v4, v6 }
}

// Of 240.0.0.0/4, which all public addresses are from. The gateway is none of those that are given out.
const PUBLIC_NETWORK = { netmask: '240.0.0.0', gateway: '240.0.0.1' }
const IPV6_PREFIX = 64
// The very text that the public API shows for a private interface.
const NO_GATEWAY = '<nil>'
