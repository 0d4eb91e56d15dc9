import { rule } from '../../rule.ts'
import { isClusterNode, NODES_APART } from './cluster_nodes.ts'

const usual = { distribution: 'Ubuntu', name: 'appliance', public: false }

export const dropletCustomImage = rule({
  id: 'droplet-custom-image',
  name: 'Droplet Made from an Imported Image',
  severity: 'LOW',
  kind: 'workload',
  resource: 'droplet',
  details:
    'The Droplet was made from an image that somebody uploaded or imported from a URL, not from one that DigitalOcean maintains.',
  business_impact:
    'Whoever built the image decides what runs on the Droplet from its first second: accounts, keys and programs that were left in it, on purpose or not, are on each Droplet that is made from it.',
  technical_details: `The image of the Droplet is not public and its type is \`custom\`. Snapshots of Droplets are not counted. ${NODES_APART}`,
  mitigation: {
    panel: [
      'Find out who imported the image, from where, and how it was built.',
      'Check its signature or checksum against that of its publisher, and look for accounts and authorized keys that nobody knows.',
      'Rebuild what can be from a public image, with a build that is under version control; suppress this for images that your own build makes.',
    ],
    doctl: 'doctl compute image list-user --format ID,Name,Type,Distribution',
    terraform: 'resource "digitalocean_droplet" "…" {\n  image = "ubuntu-24-04-x64"\n}',
    api: 'GET /v2/images?private=true, then POST /v2/droplets with the slug of a public image',
  },
  controls: { cis_v8: ['4.1'], iso_27001: ['A.8.9', 'A.8.19'], nist_csf: ['PR.PS-01'] },
  check: (droplet) => {
    const { image } = droplet
    if (image.public || image.type !== 'custom' || isClusterNode(droplet)) return undefined
    return { evidence: `Its image is the imported one named ${image.name ?? image.id ?? 'nothing'}.` }
  },
  examples: {
    flagged: [
      { droplet: [{ image: { ...usual, type: 'custom' } }] },
      { droplet: [{ image: { distribution: 'Unknown', public: false, type: 'custom', id: 9 } }] },
    ],
    passed: [
      { droplet: [{ image: { ...usual, type: 'snapshot' } }] },
      { droplet: [{ image: { ...usual, public: true, type: 'base' } }] },
      { droplet: [{ image: { ...usual, type: 'custom' }, tags: ['k8s:worker'] }] },
    ],
  },
})
