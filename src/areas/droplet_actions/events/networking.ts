import { netmaskOf, takeIpv6Address, takePrivateAddress } from '../../../cloud/networks/addresses.ts'
import { rangeOf, vpcs } from '../../../cloud/networks/vpcs.ts'
import { ActionFailed } from '../../../engine/action.ts'
import { targetsOf } from '../../../store/documents/links.ts'
import { changed, type DropletDocument, type DropletEvent, type DropletWork, withFeature } from './event.ts'

const ownerOf = ({ account, kind, id }: DropletDocument) => ({ account, kind, id })

const enable_ipv6: DropletEvent = {
  seconds: 5,
  already: ({ body }) =>
    body.networks.v6.length > 0 ? 'IPv6 has already been enabled on this Droplet.' : undefined,
  finish: async ({ tx, droplet }) => {
    const { networks, features } = droplet.body
    const address = { ...(await takeIpv6Address(tx, ownerOf(droplet))), netmask: 64, type: 'public' as const }
    return changed(droplet, {
      networks: { ...networks, v6: [address] },
      features: withFeature(features, 'ipv6'),
    })
  },
}

const hasPrivateAddress = ({ body }: DropletDocument) =>
  body.networks.v4.some(({ type }) => type === 'private')

const enable_private_networking: DropletEvent = {
  seconds: 5,
  already: (droplet) =>
    hasPrivateAddress(droplet) && droplet.body.features.includes('private_networking')
      ? 'Private networking has already been enabled on this Droplet.'
      : undefined,
  finish: async (work) => {
    const { droplet } = work
    const { networks, features } = droplet.body
    const v4 = hasPrivateAddress(droplet) ? networks.v4 : [...networks.v4, await privateAddress(work)]
    return changed(droplet, {
      networks: { ...networks, v4 },
      features: withFeature(features, 'private_networking'),
    })
  },
}

async function privateAddress({ tx, droplet }: DropletWork<object>) {
  const [id = ''] = await targetsOf(tx, droplet.account, droplet, 'vpc')
  const vpc = await vpcs.find(tx, droplet.account, id)
  if (!vpc) throw new ActionFailed('the Droplet is in no VPC')
  const range = rangeOf(vpc)
  return {
    ip_address: await takePrivateAddress(tx, { id, range }, ownerOf(droplet)),
    netmask: netmaskOf(range),
    // The very text that the public API shows for a private interface.
    gateway: '<nil>',
    type: 'private' as const,
  }
}

export const events = { enable_ipv6, enable_private_networking }
