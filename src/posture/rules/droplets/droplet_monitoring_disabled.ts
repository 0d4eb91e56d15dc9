import { rule } from '../../rule.ts'
import { isClusterNode, NODES_APART } from './cluster_nodes.ts'

export const dropletMonitoringDisabled = rule({
  id: 'droplet-monitoring-disabled',
  name: 'Droplet Metrics Agent Not Installed',
  severity: 'LOW',
  kind: 'workload',
  resource: 'droplet',
  details:
    'The metrics agent is not on the Droplet: nobody sees its memory, its disks and its load, and no alert can watch them.',
  business_impact:
    'A disk that fills up, a program that leaks memory or a miner that an intruder has left shows only when customers complain. Afterwards there are no figures to say when it began.',
  technical_details: `The Droplet does not list \`monitoring\` among its features. Other programs that watch it cannot be seen from outside; where one does, suppress this. ${NODES_APART}`,
  mitigation: {
    panel: [
      'Log in to the Droplet, download the agent’s installer from repos.insights.digitalocean.com, read it and run it as root.',
      'Open Manage, Monitoring, and create alerts on CPU, memory and disk for the Droplet or its tag.',
    ],
    doctl:
      'doctl compute droplet create <name> --enable-monitoring --image <image> --size <size> --region <region>',
    terraform: 'resource "digitalocean_droplet" "…" {\n  monitoring = true\n}',
    api: 'POST /v2/droplets with "monitoring": true, for a new Droplet; on one that exists the agent is installed by hand',
  },
  controls: { iso_27001: ['A.8.16'], soc_2: ['CC7.2'], nist_csf: ['DE.CM-09'] },
  check: (droplet) =>
    droplet.features.includes('monitoring') || isClusterNode(droplet)
      ? undefined
      : { evidence: 'The metrics agent is not among the features of the Droplet.' },
  examples: {
    flagged: [{ droplet: [{ features: ['backups'] }] }, { droplet: [{ features: [], tags: null }] }],
    passed: [
      { droplet: [{ features: ['monitoring'] }] },
      { droplet: [{ features: [], tags: ['k8s', 'k8s:worker'] }] },
    ],
  },
})
