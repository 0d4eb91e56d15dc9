import { rule } from '../../rule.ts'

const NEAR_SHARE = 0.9

const droplets = (count: number) => Array.from({ length: count }, (_, at) => ({ id: at + 1 }))

export const accountDropletLimitNear = rule({
  id: 'account-droplet-limit-near',
  name: 'Droplet Limit Almost Reached',
  severity: 'LOW',
  kind: 'standard',
  resource: 'account',
  needs: ['droplet'],
  details: 'The account has nine tenths of the Droplets that it may have, or more.',
  business_impact:
    'At the limit nothing new starts: no Droplet from a backup, no node for a cluster that scales, no replacement of one that is under attack. It shows in the very moment in which one is needed.',
  technical_details:
    'The number of Droplets is at least 90 % of the account’s `droplet_limit`; at the limit it is MEDIUM. Nodes of Kubernetes clusters are Droplets too. The limit and the list are shown to tokens with `droplet:read`.',
  mitigation: {
    panel: [
      'Open Droplets, and destroy those that nothing needs.',
      'Open Settings, Team, and ask for a higher limit.',
    ],
    doctl: 'doctl compute droplet list --format ID,Name,Tags\ndoctl compute droplet delete <droplet-id>',
    api: 'DELETE /v2/droplets/{droplet_id}',
  },
  controls: { iso_27001: ['A.8.6'], soc_2: ['A1.1'], nist_csf: ['PR.IR-04'] },
  check({ droplet_limit }, world) {
    // The same scope shows the limit and the Droplets: where only the first is missing, the account has no limit.
    if (droplet_limit === undefined) return undefined
    const count = world.facts('droplet').length
    if (count === 0 || count < droplet_limit * NEAR_SHARE) return undefined
    const evidence = `It has ${count} of ${droplet_limit} Droplets.`
    return count >= droplet_limit ? { evidence, severity: 'MEDIUM' } : { evidence }
  },
  examples: {
    flagged: [
      { account: [{ droplet_limit: 10 }], droplet: droplets(9) },
      { account: [{ droplet_limit: 10 }], droplet: droplets(10) },
    ],
    passed: [
      { account: [{ droplet_limit: 10 }], droplet: droplets(8) },
      { account: [{ droplet_limit: 0 }], droplet: [] },
      { account: [{}], droplet: droplets(3) },
    ],
  },
})
