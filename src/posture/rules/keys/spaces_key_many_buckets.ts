import { rule } from '../../rule.ts'

const BUCKETS_MOST = 5

const grantsOn = (count: number, permission: string) =>
  Array.from({ length: count }, (_, at) => ({ bucket: `bucket-${at}`, permission }))

export const spacesKeyManyBuckets = rule({
  id: 'spaces-key-many-buckets',
  name: 'Spaces Key That Writes to Many Buckets',
  severity: 'LOW',
  kind: 'standard',
  resource: 'spaces_key',
  details: 'One access key may write to more than five buckets.',
  business_impact:
    'Several applications, or several environments, share one key: a leak in the least of them lets a thief change and delete what belongs to all, and the key cannot be replaced without touching all of them.',
  technical_details:
    'More than 5 different buckets have the permission `readwrite` among the `grants` of the key. Keys with access to all buckets have a rule of their own.',
  mitigation: {
    panel: [
      'Open Spaces Object Storage, Access Keys, and create one key for each application, with its own buckets.',
      'Grant read where an application does not write.',
      'Delete the shared key when nothing uses it any more.',
    ],
    doctl:
      "doctl spaces keys create <application> --grants 'bucket=<its bucket>;permission=readwrite'\ndoctl spaces keys update <access-key> --name <name> --grants 'bucket=<bucket>;permission=readwrite'",
    terraform:
      'resource "digitalocean_spaces_key" "shop" {\n  name = "shop"\n\n  grant {\n    bucket     = "shop-uploads"\n    permission = "readwrite"\n  }\n}',
    api: 'POST /v2/spaces/keys {"name": "<application>", "grants": [{"bucket": "<its bucket>", "permission": "readwrite"}]}, for each application',
  },
  controls: {
    cis_v8: ['3.3'],
    iso_27001: ['A.5.15', 'A.8.3'],
    soc_2: ['CC6.3'],
    nist_csf: ['PR.AA-05'],
    pci_dss: ['7.2.5'],
  },
  check({ grants }) {
    const written = (grants ?? []).filter(({ permission }) => permission === 'readwrite')
    const { size } = new Set(written.map(({ bucket }) => bucket))
    return size > BUCKETS_MOST ? { evidence: `It may write to ${size} buckets.` } : undefined
  },
  examples: {
    flagged: [
      { spaces_key: [{ grants: grantsOn(6, 'readwrite') }] },
      { spaces_key: [{ grants: [...grantsOn(90, 'readwrite'), { bucket: 'logs', permission: 'read' }] }] },
    ],
    passed: [
      { spaces_key: [{ grants: grantsOn(5, 'readwrite') }] },
      { spaces_key: [{ grants: grantsOn(9, 'read') }] },
      { spaces_key: [{ grants: [...grantsOn(5, 'readwrite'), ...grantsOn(5, 'readwrite')] }] },
      { spaces_key: [{ grants: null }] },
    ],
  },
})
