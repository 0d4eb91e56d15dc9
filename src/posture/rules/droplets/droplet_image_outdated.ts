import { rule } from '../../rule.ts'
import { isClusterNode, NODES_APART } from './cluster_nodes.ts'

const OLDEST_DAYS = 180
const DAY_MS = 86_400_000

const made = (created_at: string, image_created_at: string, isPublic = false) => ({
  created_at,
  image: {
    distribution: 'Ubuntu',
    name: 'golden',
    type: 'snapshot',
    public: isPublic,
    created_at: image_created_at,
  },
})

export const dropletImageOutdated = rule({
  id: 'droplet-image-outdated',
  name: 'Droplet Made from an Outdated Private Image',
  severity: 'LOW',
  kind: 'workload',
  resource: 'droplet',
  details:
    'When the Droplet was created, its snapshot or custom image was already more than half a year old.',
  business_impact:
    'The Droplet began its life without the security fixes of all the months since the image was made, and with keys and passwords that may have been withdrawn since. Every Droplet that is scaled out from the image begins so too.',
  technical_details: `The image of the Droplet is private, and was created more than ${OLDEST_DAYS} days before the Droplet. What has been installed since cannot be seen from outside. ${NODES_APART}`,
  mitigation: {
    panel: [
      'Log in to the Droplet, install all updates, and restart it.',
      'Build the image anew, each month for instance, from a public image and by a program rather than by hand.',
      'Let whatever creates Droplets use the new image, and delete the old one.',
    ],
    doctl:
      'doctl compute droplet-action snapshot <builder-droplet-id> --snapshot-name <name>-$(date +%Y-%m-%d) --wait',
    terraform:
      'data "digitalocean_droplet_snapshot" "golden" {\n  name_regex  = "^golden-"\n  region      = "nyc3"\n  most_recent = true\n}\n\nresource "digitalocean_droplet" "…" {\n  image = data.digitalocean_droplet_snapshot.golden.id\n}',
    api: 'POST /v2/droplets/{droplet_id}/actions {"type": "snapshot", "name": "…"} on a Droplet that is up to date',
  },
  controls: { cis_v8: ['7.3'], iso_27001: ['A.8.8'], soc_2: ['CC7.1'], nist_csf: ['PR.PS-02'] },
  check: (droplet) => {
    const { image, created_at } = droplet
    if (image.public || image.created_at === undefined || isClusterNode(droplet)) return undefined
    const days = Math.floor((Date.parse(created_at) - Date.parse(image.created_at)) / DAY_MS)
    if (days <= OLDEST_DAYS) return undefined
    return {
      evidence: `The image is of ${image.created_at.slice(0, 10)}, and was ${days} days old when the Droplet was created.`,
    }
  },
  examples: {
    flagged: [
      { droplet: [made('2025-12-01T00:00:00Z', '2025-01-01T00:00:00Z')] },
      { droplet: [made('2025-07-01T00:00:00Z', '2025-01-01T00:00:00Z')] },
    ],
    passed: [
      { droplet: [made('2025-06-30T00:00:00Z', '2025-01-01T00:00:00Z')] },
      { droplet: [made('2025-12-01T00:00:00Z', '2025-01-01T00:00:00Z', true)] },
      { droplet: [{ image: { distribution: 'Ubuntu', public: false } }] },
      { droplet: [{ ...made('2025-12-01T00:00:00Z', '2025-01-01T00:00:00Z'), tags: ['k8s:worker'] }] },
    ],
  },
})
