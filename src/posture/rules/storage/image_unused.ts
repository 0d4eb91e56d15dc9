import { rule } from '../../rule.ts'
import { indexOf } from '../../world.ts'

const GRACE_DAYS = 180

const dropletsByImage = indexOf('droplet', ({ image }) => (image.id === undefined ? [] : [image.id]))

const custom = { id: 90, type: 'custom', created_at: '2025-01-01T00:00:00Z' }
const madeFrom = (id: number) => ({ image: { id, distribution: 'Ubuntu', public: false, type: 'custom' } })

export const imageUnused = rule({
  id: 'image-unused',
  name: 'Imported Image Without Use',
  severity: 'LOW',
  kind: 'standard',
  resource: 'image',
  needs: ['droplet'],
  details:
    'An image that was uploaded or imported is more than half a year old, and no Droplet was made from it.',
  business_impact:
    'Somebody may still make a Droplet from it, with the flaws and the passwords of that time. Storage for it is paid for each month.',
  technical_details: `The type of the private image is \`custom\`, it was created more than ${GRACE_DAYS} days ago, and it is the image of no Droplet of the account. Snapshots have rules of their own, and backups end by themselves.`,
  mitigation: {
    panel: [
      'Open Backups & Snapshots, Custom Images, and find the image.',
      'Ask whoever imported it whether a program, such as an autoscaler, makes Droplets from it.',
      'Delete it, or import its newest version in its place.',
    ],
    doctl: 'doctl compute image delete <image-id>',
    terraform: '# remove the digitalocean_custom_image resource, and apply',
    api: 'DELETE /v2/images/{image_id}',
  },
  controls: { cis_v8: ['1.1'], iso_27001: ['A.5.9'], nist_csf: ['ID.AM-08'] },
  check: ({ id, type, created_at }, world) => {
    if (type !== 'custom' || world.daysSince(created_at) <= GRACE_DAYS) return undefined
    if (dropletsByImage(world).has(id)) return undefined
    return { evidence: `It was created on ${created_at.slice(0, 10)}, and no Droplet was made from it.` }
  },
  examples: {
    flagged: [
      { image: [custom], droplet: [] },
      { image: [{ ...custom, created_at: '2025-07-04T00:00:00Z' }], droplet: [madeFrom(91)] },
    ],
    passed: [
      { image: [custom], droplet: [madeFrom(90)] },
      { image: [{ ...custom, created_at: '2025-07-06T00:00:00Z' }], droplet: [] },
      { image: [{ ...custom, type: 'snapshot' }], droplet: [] },
      { image: [{ ...custom, type: 'backup' }], droplet: [] },
    ],
  },
})
