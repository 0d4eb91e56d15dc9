import { rule } from '../../rule.ts'

export const imageDistributionUnknown = rule({
  id: 'image-distribution-unknown',
  name: 'Imported Image of an Unknown System',
  severity: 'LOW',
  kind: 'standard',
  resource: 'image',
  details: 'An image that was uploaded or imported does not say which operating system it has.',
  business_impact:
    'Nobody can tell which flaws concern the Droplets that are made from it, nor when its system ends. Inventories and scanners skip what they cannot name.',
  technical_details:
    'The type of the private image is `custom`, its status is `available`, and its `distribution` is null, empty or `Unknown`.',
  mitigation: {
    panel: [
      'Open Backups & Snapshots, Custom Images, and the menu of the image.',
      'Choose Edit Distribution, or delete and import it anew with its distribution.',
      'Write the version of the system into the name or the description of the image.',
    ],
    doctl:
      'doctl compute image create <name> --image-url <url> --image-distribution Ubuntu --region <region>',
    terraform:
      'resource "digitalocean_custom_image" "…" {\n  name         = "appliance"\n  url          = "https://images.example.com/appliance.qcow2"\n  regions      = ["nyc3"]\n  distribution = "Ubuntu"\n}',
    api: 'PUT /v2/images/{image_id} {"distribution": "Ubuntu"}',
  },
  controls: { cis_v8: ['2.1'], iso_27001: ['A.5.9'], nist_csf: ['ID.AM-02'] },
  check: ({ type, status, distribution }) => {
    if (type !== 'custom' || status !== 'available') return undefined
    const isKnown = distribution !== null && !['', 'unknown'].includes(distribution.toLowerCase())
    return isKnown ? undefined : { evidence: `Its distribution is ${distribution || 'not given'}.` }
  },
  examples: {
    flagged: [
      { image: [{ type: 'custom', distribution: 'Unknown' }] },
      { image: [{ type: 'custom', distribution: null }] },
      { image: [{ type: 'custom', distribution: '' }] },
    ],
    passed: [
      { image: [{ type: 'custom', distribution: 'Ubuntu' }] },
      { image: [{ type: 'snapshot', distribution: 'Unknown' }] },
      { image: [{ type: 'custom', distribution: 'Unknown', status: 'pending' }] },
    ],
  },
})
