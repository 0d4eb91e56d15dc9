import { firewallsOf, publicAddresses } from '../../reach.ts'
import { rule } from '../../rule.ts'
import { inbound, PERIMETER, PUBLIC } from '../open_ports/open_port.ts'

export const dropletFirewallMissing = rule({
  id: 'droplet-firewall-missing',
  name: 'Droplet Without a Firewall',
  severity: 'HIGH',
  kind: 'workload',
  resource: 'droplet',
  needs: ['firewall'],
  details: 'The Droplet has a public address, and no cloud firewall stands between it and the internet.',
  business_impact:
    'Each port on which a program of the Droplet listens can be reached by anybody, at once and without anyone deciding it. A database that an update binds to all addresses is public the same minute.',
  technical_details:
    'The Droplet has a public IPv4 or IPv6 address, and no firewall of the account names its id or one of its tags. A firewall inside of the Droplet, such as ufw or nftables, cannot be seen from outside and is not counted: it falls with the machine that it protects.',
  mitigation: {
    panel: [
      'Open Networking, Firewalls, and choose Create Firewall.',
      'Let in only what the Droplet serves, such as HTTPS, and SSH from your own networks.',
      'Apply it to a tag rather than to the Droplet, so that the next Droplet with the tag is protected from its first second.',
    ],
    doctl:
      'doctl compute firewall create --name web --tag-names web --inbound-rules "protocol:tcp,ports:443,address:0.0.0.0/0,address:::/0" --outbound-rules "protocol:tcp,ports:443,address:0.0.0.0/0,address:::/0"\ndoctl compute firewall add-droplets <firewall-id> --droplet-ids <droplet-id>',
    terraform:
      'resource "digitalocean_firewall" "web" {\n  name        = "web"\n  droplet_ids = [digitalocean_droplet.web.id]\n  inbound_rule {\n    protocol         = "tcp"\n    port_range       = "443"\n    source_addresses = ["0.0.0.0/0", "::/0"]\n  }\n}',
    api: 'POST /v2/firewalls/{firewall_id}/droplets {"droplet_ids": [<droplet_id>]}',
  },
  controls: PERIMETER,
  check: (droplet, world) => {
    const [address] = publicAddresses(droplet)
    if (address === undefined || firewallsOf(world, droplet).length > 0) return undefined
    return { evidence: `Nothing filters what the internet sends: internet → ${address} (no firewall).` }
  },
  examples: {
    flagged: [
      { droplet: [PUBLIC], firewall: [] },
      {
        droplet: [{ ...PUBLIC, tags: ['web'] }],
        firewall: [{ ...inbound('22'), droplet_ids: [2], tags: ['db'] }],
      },
      {
        droplet: [{ networks: { v6: PUBLIC.networks.v6 ?? [] }, tags: null }],
        firewall: [{ droplet_ids: null }],
      },
    ],
    passed: [
      { droplet: [{}], firewall: [] },
      { droplet: [PUBLIC], firewall: [inbound('443')] },
      { droplet: [{ ...PUBLIC, tags: ['Web'] }], firewall: [{ droplet_ids: [], tags: ['web'] }] },
      { droplet: [{ networks: {} }], firewall: [] },
    ],
  },
})
