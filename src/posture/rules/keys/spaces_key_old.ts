import { rule } from '../../rule.ts'
import { dayOf } from '../days.ts'

const OLD_DAYS = 90
const ANCIENT_DAYS = 365

export const spacesKeyOld = rule({
  id: 'spaces-key-old',
  name: 'Spaces Key Not Rotated',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'spaces_key',
  details: 'The access key is older than a year, or at least older than 90 days. It never expires by itself.',
  business_impact:
    'A key of that age has been copied into configurations, images, laptops and backups, and works in all of them, in those of people who have left too. What it opens can be read from anywhere on the internet.',
  technical_details:
    'The `created_at` of the key is more than 365 days before the scan; between 90 and 365 days it is LOW. The secret of a key cannot be changed by the API, so its age is that of the credential.',
  mitigation: {
    panel: [
      'Open Spaces Object Storage, Access Keys, and create a key with the same grants.',
      'Put it wherever the old one is used.',
      'Delete the old key.',
    ],
    doctl:
      "doctl spaces keys create <name> --grants 'bucket=<bucket>;permission=readwrite'\ndoctl spaces keys delete <access-key>",
    terraform: 'terraform apply -replace=digitalocean_spaces_key.<key>',
    api: 'POST /v2/spaces/keys {"name": "<name>", "grants": [<the same>]}, then DELETE /v2/spaces/keys/{access_key}',
  },
  controls: {
    iso_27001: ['A.5.17'],
    soc_2: ['CC6.1'],
    nist_csf: ['PR.AA-01'],
    pci_dss: ['8.6.3'],
  },
  check({ created_at }, world) {
    const days = world.daysSince(created_at)
    if (days <= OLD_DAYS) return undefined
    const evidence = `It was made on ${dayOf(created_at)}, ${Math.floor(days)} days ago.`
    return days > ANCIENT_DAYS ? { evidence } : { evidence, severity: 'LOW' }
  },
  examples: {
    flagged: [
      { spaces_key: [{ created_at: '2025-10-02T23:59:59Z' }] },
      { spaces_key: [{ created_at: '2018-07-19T15:04:16Z' }] },
    ],
    passed: [
      { spaces_key: [{ created_at: '2025-10-03T00:00:00Z' }] },
      { spaces_key: [{ created_at: '2025-12-31T00:00:00Z' }] },
    ],
  },
})
