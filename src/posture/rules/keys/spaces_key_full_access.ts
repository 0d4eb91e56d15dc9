import { rule } from '../../rule.ts'

export const spacesKeyFullAccess = rule({
  id: 'spaces-key-full-access',
  name: 'Spaces Key With Access to All Buckets',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'spaces_key',
  details: 'The access key may read, write, create and delete in all Spaces buckets, those to come included.',
  business_impact:
    'Whoever reads the key, in an application’s configuration or a public repository, can copy or destroy everything that is kept in Spaces, backups included, and can publish what he likes under your names.',
  technical_details:
    'Among the `grants` of the key is the permission `fullaccess`, or one whose `bucket` is empty, which stands for all buckets.',
  mitigation: {
    panel: [
      'List the buckets that the key is used for, and whether they are written to.',
      'Open Spaces Object Storage, Access Keys, and create a key of limited access for these: a key of full access cannot be converted.',
      'Put it where the old one was, and delete that.',
    ],
    doctl:
      "doctl spaces keys create <name> --grants 'bucket=<bucket>;permission=readwrite'\ndoctl spaces keys delete <access-key>",
    terraform:
      'resource "digitalocean_spaces_key" "…" {\n  name = "<name>"\n\n  grant {\n    bucket     = "<bucket>"\n    permission = "readwrite"\n  }\n}',
    api: 'POST /v2/spaces/keys {"name": "<name>", "grants": [{"bucket": "<bucket>", "permission": "readwrite"}]}, then DELETE /v2/spaces/keys/{access_key}',
  },
  controls: {
    cis_v8: ['3.3', '6.8'],
    iso_27001: ['A.5.15', 'A.8.3'],
    soc_2: ['CC6.3'],
    nist_csf: ['PR.AA-05'],
    pci_dss: ['7.2.5'],
  },
  check({ grants }) {
    const wide = (grants ?? []).find(
      ({ bucket, permission }) => permission === 'fullaccess' || (bucket === '' && permission !== ''),
    )
    return wide && { evidence: `It has the permission ${wide.permission} on all buckets.` }
  },
  examples: {
    flagged: [
      { spaces_key: [{ grants: [{ bucket: '', permission: 'fullaccess' }] }] },
      {
        spaces_key: [
          {
            grants: [
              { bucket: 'uploads', permission: 'read' },
              { bucket: '', permission: 'readwrite' },
            ],
          },
        ],
      },
    ],
    passed: [
      { spaces_key: [{ grants: [{ bucket: 'uploads', permission: 'readwrite' }] }] },
      { spaces_key: [{ grants: [] }] },
      { spaces_key: [{ grants: [{ bucket: '', permission: '' }] }] },
      { spaces_key: [{ grants: null }] },
    ],
  },
})
