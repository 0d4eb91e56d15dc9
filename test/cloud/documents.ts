// Documents of the emulated cloud put straight into the store, for tests of one area that need what others make.
import { droplets } from '../../src/cloud/droplets.ts'
import { images } from '../../src/cloud/images.ts'
import { reservedIps } from '../../src/cloud/reserved_ips/reserved_ip.ts'
import { link } from '../../src/store/documents/links.ts'
import type { Harness } from '../harness.ts'
import { DROPLET_BODY } from './droplet_body.ts'

/** Resolves to the id. */
export async function insertDroplet(t: Harness, { name = 'web', region = 'nyc3' } = {}): Promise<string> {
  const { account, clock } = t
  const created_at = clock.at.toISOString()
  const { document } = await t.installation.main.database.transact((tx) =>
    droplets.insert(tx, {
      ...{ account, name, region, created_at },
      body: DROPLET_BODY,
    }),
  )
  return document.id
}

/** An image that was made of a Droplet. Resolves to its id. */
export async function insertImage(
  t: Harness,
  { droplet, type = 'snapshot', name = 'image' }: { droplet: string; type?: string; name?: string },
): Promise<string> {
  const { account, clock } = t
  const created_at = clock.at.toISOString()
  return t.installation.main.database.transact(async (tx) => {
    const { document } = await images.insert(tx, {
      ...{ account, name, type, created_at },
      body: {
        distribution: 'Ubuntu',
        regions: ['nyc3'],
        min_disk_size: 25,
        size_gigabytes: 2.5,
        description: '',
        status: 'available',
        error_message: '',
        source_droplet: droplet,
      },
    })
    const from = { kind: 'image', id: document.id }
    await link(tx, { account, from, to: { kind: 'droplet', id: droplet } }, created_at)
    return document.id
  })
}

/** Assigned to a Droplet. */
export async function insertReservedIp(t: Harness, address: string, droplet: string): Promise<void> {
  const { account, clock } = t
  const created_at = clock.at.toISOString()
  const from = { kind: 'reserved_ip', id: address }
  await t.installation.main.database.transact(async (tx) => {
    const body = { locked: false, assigning_to: null }
    await reservedIps.insert(tx, { account, id: address, name: address, region: 'nyc3', created_at, body })
    await link(tx, { account, from, to: { kind: 'droplet', id: droplet } }, created_at)
  })
}
