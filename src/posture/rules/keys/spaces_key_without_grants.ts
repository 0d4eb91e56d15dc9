import { rule } from '../../rule.ts'
import { dayOf } from '../days.ts'

const SETTLING_DAYS = 7

export const spacesKeyWithoutGrants = rule({
  id: 'spaces-key-without-grants',
  name: 'Spaces Key Without Grants',
  severity: 'LOW',
  kind: 'standard',
  resource: 'spaces_key',
  details: 'The access key lists no permission on any bucket, and is kept all the same.',
  business_impact:
    'It is left over from something, and sits in a configuration as if it were of use. Nobody will look when a later grant makes it one that opens something, in places that have been forgotten.',
  technical_details:
    'The `grants` of the key are empty, or have empty permissions only, and its `created_at` is more than 7 days ago.',
  mitigation: {
    panel: [
      'Open Spaces Object Storage, Access Keys, and find the key.',
      'Delete it, or grant it what it was made for.',
    ],
    doctl: 'doctl spaces keys delete <access-key>',
    terraform: 'terraform destroy -target=digitalocean_spaces_key.<key>',
    api: 'DELETE /v2/spaces/keys/{access_key}',
  },
  controls: {
    cis_v8: ['5.3'],
    iso_27001: ['A.5.18'],
    soc_2: ['CC6.2'],
    nist_csf: ['PR.AA-05'],
  },
  check({ grants, created_at }, world) {
    if ((grants ?? []).some(({ permission }) => permission !== '')) return undefined
    if (world.daysSince(created_at) <= SETTLING_DAYS) return undefined
    return { evidence: `It was made on ${dayOf(created_at)} and has no permission on any bucket.` }
  },
  examples: {
    flagged: [
      { spaces_key: [{ grants: [], created_at: '2025-12-24T23:59:59Z' }] },
      { spaces_key: [{ grants: null }] },
      { spaces_key: [{ grants: [{ bucket: 'uploads', permission: '' }] }] },
    ],
    passed: [
      { spaces_key: [{ grants: [], created_at: '2025-12-25T00:00:00Z' }] },
      { spaces_key: [{ grants: [{ bucket: 'uploads', permission: 'read' }] }] },
      { spaces_key: [{ grants: [{ bucket: '', permission: 'fullaccess' }] }] },
    ],
  },
})
