import type { Droplet } from '../../facts/compute.ts'
import { type Problem, rule } from '../../rule.ts'
import type { World } from '../../world.ts'
import { isClusterNode, NODES_APART } from './cluster_nodes.ts'
import { findEnd } from './end_of_life.ts'

const SOON_DAYS = 90

function findProblem(droplet: Droplet, world: World): Problem | undefined {
  const { image } = droplet
  if (!image.public || isClusterNode(droplet)) return undefined
  const end = findEnd(image.distribution, image.name ?? '')
  if (!end) return undefined
  const days_past = world.daysSince(`${end.day}T23:59:59Z`)
  if (days_past > 0)
    return { evidence: `Its image is ${end.system}, which has had no security fixes since ${end.day}.` }
  if (days_past < -SOON_DAYS) return undefined
  return { evidence: `Its image is ${end.system}, whose security fixes end on ${end.day}.`, severity: 'LOW' }
}

const image = (distribution: string, name: string, isPublic = true) => ({
  droplet: [{ image: { distribution, name, public: isPublic } }],
})

export const dropletImageEndOfLife = rule({
  id: 'droplet-image-end-of-life',
  name: 'Operating System at End of Life',
  severity: 'HIGH',
  kind: 'workload',
  resource: 'droplet',
  details:
    'The Droplet was made from a version of an operating system that gets no security fixes any more, or soon will not.',
  business_impact:
    'Each flaw that is found from then on stays open for ever, with instructions for its use published. Auditors, insurers and customers count an unsupported system as a failure in itself.',
  technical_details: `The distribution and the name of the Droplet’s public image are looked up among the dates that the distributions have announced; paid extensions are not counted. It is high once the date has passed, low in the ${SOON_DAYS} days before. A Droplet that was upgraded in place still names its old image: then suppress this. Snapshots and custom images do not say their version and are not judged. ${NODES_APART}`,
  mitigation: {
    panel: [
      'Take a snapshot of the Droplet.',
      'Create a Droplet from a supported image, install the services on it and move the data; or upgrade in place, one release after another.',
      'Move the reserved IP, the load balancer or the DNS record to the new Droplet, and destroy the old one once nothing is missed.',
    ],
    doctl:
      'doctl compute droplet create <name> --image ubuntu-24-04-x64 --size <size> --region <region> --vpc-uuid <vpc-id> --ssh-keys <fingerprint>',
    terraform: 'resource "digitalocean_droplet" "…" {\n  image = "ubuntu-24-04-x64"\n}',
    api: 'POST /v2/droplets with a supported image; POST /v2/droplets/{droplet_id}/actions {"type": "rebuild"} erases the disk',
  },
  controls: {
    cis_v8: ['2.2'],
    iso_27001: ['A.8.8'],
    soc_2: ['CC7.1'],
    nist_csf: ['PR.PS-02'],
    pci_dss: ['6.3.3'],
  },
  check: findProblem,
  examples: {
    flagged: [
      image('Ubuntu', '20.04 (LTS) x64'),
      image('CentOS', '7 x64'),
      { now: '2026-08-31T12:00:00Z', ...image('Debian', '11 x64') },
      { now: '2026-06-03T00:00:00Z', ...image('Debian', '11 x64') },
    ],
    passed: [
      image('Ubuntu', '24.04 (LTS) x64'),
      { now: '2026-06-02T00:00:00Z', ...image('Debian', '11 x64') },
      image('Ubuntu', '20.04 (LTS) x64', false),
      image('Gentoo', 'x64'),
      { droplet: [{ ...image('CentOS', '7 x64').droplet[0], tags: ['k8s:worker'] }] },
    ],
  },
})
