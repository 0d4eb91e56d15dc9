import { rule } from '../../rule.ts'
import { openToInternet, protectsAny } from './openings.ts'

export const firewallUnused = rule({
  id: 'firewall-unused',
  name: 'Firewall Protects No Droplet',
  severity: 'LOW',
  kind: 'standard',
  resource: 'firewall',
  needs: ['droplet'],
  details: 'The firewall is assigned to no Droplet, neither by id nor by a tag that a Droplet has.',
  business_impact:
    'Its rules look like protection in reviews and protect nothing. Firewalls left behind pile up until nobody knows which one matters, and the wrong one is assigned or edited.',
  technical_details:
    'None of the ids in `droplet_ids` is a Droplet of the account and none of the `tags` is on a Droplet. A firewall that would open more than web ports to the internet once it is assigned is told of by another rule.',
  mitigation: {
    panel: [
      'Open Networking, Firewalls, and the firewall that is named.',
      'If a Droplet should be behind it, choose Droplets, Add Droplets, and pick the Droplet or its tag.',
      'If nothing should, open its menu and choose Destroy.',
    ],
    doctl:
      'doctl compute firewall add-droplets <firewall-id> --droplet-ids <droplet-id>\ndoctl compute firewall delete <firewall-id>',
    terraform: 'resource "digitalocean_firewall" "…" {\n  droplet_ids = [digitalocean_droplet.web.id]\n}',
    api: 'POST /v2/firewalls/{firewall_id}/droplets {"droplet_ids": [<droplet-id>]}, or DELETE /v2/firewalls/{firewall_id}',
  },
  controls: { cis_v8: ['4.4'], iso_27001: ['A.8.9'], pci_dss: ['1.2.7'] },
  check: (firewall, world) => {
    if (protectsAny(world, firewall) || openToInternet(firewall)) return undefined
    const tags = firewall.tags ?? []
    return {
      evidence:
        tags.length > 0
          ? `No Droplet has any of the tags of the firewall: ${tags.join(', ')}.`
          : 'The firewall has neither a Droplet nor a tag.',
    }
  },
  examples: {
    flagged: [
      { firewall: [{ droplet_ids: [], tags: [] }] },
      { firewall: [{ droplet_ids: null, tags: ['web'] }], droplet: [{ tags: ['db'] }] },
      { firewall: [{ droplet_ids: [7] }], droplet: [{ id: 8 }] },
    ],
    passed: [
      { firewall: [{ droplet_ids: [1] }], droplet: [{ id: 1 }] },
      { firewall: [{ droplet_ids: [], tags: ['Web'] }], droplet: [{ tags: ['web'] }] },
      {
        firewall: [
          {
            droplet_ids: [],
            inbound_rules: [{ protocol: 'tcp', ports: '22', sources: { addresses: ['0.0.0.0/0'] } }],
          },
        ],
      },
    ],
  },
})
