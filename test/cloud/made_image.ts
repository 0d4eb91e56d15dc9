// An account's own image without a request, for tests of what is done to one.
import { type ImageBody, images } from '../../src/cloud/images.ts'
import type { Harness } from '../harness.ts'

interface Wanted extends Partial<ImageBody> {
  account?: string
  type?: 'snapshot' | 'backup' | 'custom'
}

/** Resolves to its id. A snapshot called golden, in nyc3 and available. */
export async function makeImage(t: Harness, wanted: Wanted = {}): Promise<string> {
  const { account = t.account, type = 'snapshot', ...part } = wanted
  const created_at = t.clock.at.toISOString()
  const body: ImageBody = {
    distribution: 'Ubuntu',
    regions: ['nyc3'],
    min_disk_size: 25,
    size_gigabytes: 2,
    description: '',
    status: 'available',
    error_message: '',
    ...part,
  }
  const { document } = await t.installation.main.database.transact((tx) =>
    images.insert(tx, { account, name: 'golden', type, created_at, body }),
  )
  return document.id
}
