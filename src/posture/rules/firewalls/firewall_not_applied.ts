import { rule } from '../../rule.ts'

export const firewallNotApplied = rule({
  id: 'firewall-not-applied',
  name: 'Firewall Rules Not Applied',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'firewall',
  details:
    'The last change of the firewall failed: what its Droplets enforce is not what the firewall shows.',
  business_impact:
    'A port that was closed may still be open, and a Droplet that was added may stand unprotected, while every page and every audit shows the rules that were wanted.',
  technical_details:
    'The `status` of the firewall is `failed`. A change under way, `waiting`, is not counted.',
  mitigation: {
    panel: [
      'Open Networking, Firewalls, and the firewall that is named.',
      'Save one of its rules again, so that the firewall is applied anew.',
      'Remove and add again the Droplets for which it stays unapplied, and ask support if it fails once more.',
    ],
    doctl:
      'doctl compute firewall get <firewall-id>\ndoctl compute firewall remove-droplets <firewall-id> --droplet-ids <droplet-id>\ndoctl compute firewall add-droplets <firewall-id> --droplet-ids <droplet-id>',
    api: 'PUT /v2/firewalls/{firewall_id} with the rules, Droplets and tags that it has',
  },
  controls: { cis_v8: ['4.4'], iso_27001: ['A.8.20'], soc_2: ['CC6.6'] },
  check: ({ status }) =>
    status === 'failed' ? { evidence: 'The status of the firewall is `failed`.' } : undefined,
  examples: {
    flagged: [{ firewall: [{ status: 'failed' }] }, { firewall: [{ status: 'failed', droplet_ids: [] }] }],
    passed: [{ firewall: [{ status: 'succeeded' }] }, { firewall: [{ status: 'waiting' }] }],
  },
})
