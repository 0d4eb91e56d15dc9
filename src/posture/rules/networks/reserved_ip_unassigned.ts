import { rule } from '../../rule.ts'

export const reservedIpUnassigned = rule({
  id: 'reserved-ip-unassigned',
  name: 'Reserved IP Not Assigned',
  severity: 'LOW',
  kind: 'standard',
  resource: 'reserved_ip',
  needs: ['droplet'],
  details: 'The reserved IP belongs to no Droplet.',
  business_impact:
    'An address that is reserved and not used costs money by the hour. Allow lists of partners may still trust it, and whoever can assign it takes over that trust.',
  technical_details: 'The `droplet` of the reserved IP is null.',
  mitigation: {
    panel: [
      'Look for the address in DNS records, and in the allow lists of partners and databases.',
      'Open Networking, Reserved IPs, and assign the address to a Droplet, or release it when nothing names it any more.',
    ],
    doctl:
      'doctl compute reserved-ip-action assign <reserved-ip> <droplet-id>\ndoctl compute reserved-ip delete <reserved-ip>',
    terraform:
      'resource "digitalocean_reserved_ip" "…" {\n  droplet_id = digitalocean_droplet.web.id\n  region     = digitalocean_droplet.web.region\n}',
    api: 'POST /v2/reserved_ips/{reserved_ip}/actions {"type": "assign", "droplet_id": <droplet-id>}, or DELETE /v2/reserved_ips/{reserved_ip}',
  },
  controls: { cis_v8: ['1.1'], iso_27001: ['A.5.9'] },
  check: ({ ip, droplet, region }) =>
    droplet ? undefined : { evidence: `${ip} in ${region.slug} is assigned to no Droplet.` },
  examples: {
    flagged: [
      { reserved_ip: [{ droplet: null }] },
      { reserved_ip: [{ droplet: null, ip: '203.0.113.60' }], droplet: [{}] },
    ],
    passed: [
      { reserved_ip: [{ droplet: { id: 1 } }] },
      { reserved_ip: [{ droplet: { id: 9 } }, { ip: '203.0.113.51', droplet: null }] },
    ],
  },
})
