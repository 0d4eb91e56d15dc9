import { rule } from '../../rule.ts'

const GRACE_DAYS = 7

export const reservedIpv6Unassigned = rule({
  id: 'reserved-ipv6-unassigned',
  name: 'Reserved IPv6 Not Assigned',
  severity: 'LOW',
  kind: 'standard',
  resource: 'reserved_ipv6',
  needs: ['droplet'],
  details: 'The reserved IPv6 address has belonged to no Droplet for a week or longer since it was reserved.',
  business_impact:
    'DNS records and allow lists of partners may still name the address. Whoever can assign it takes over that trust, and nobody watches it.',
  technical_details:
    'The `droplet` of the reserved IPv6 address is null, and `reserved_at` is more than 7 days ago.',
  mitigation: {
    panel: [
      'Look for the address in DNS records, and in the allow lists of partners.',
      'Open Networking, Reserved IPs, and assign the address to a Droplet, or release it when nothing names it any more.',
    ],
    doctl:
      'doctl compute reserved-ipv6 assign <reserved-ipv6> <droplet-id>\ndoctl compute reserved-ipv6 delete <reserved-ipv6>',
    terraform:
      'resource "digitalocean_reserved_ipv6_assignment" "…" {\n  ip         = digitalocean_reserved_ipv6.web.ip\n  droplet_id = digitalocean_droplet.web.id\n}',
    api: 'POST /v2/reserved_ipv6/{reserved_ipv6}/actions {"type": "assign", "droplet_id": <droplet-id>}, or DELETE /v2/reserved_ipv6/{reserved_ipv6}',
  },
  controls: { cis_v8: ['1.1'], iso_27001: ['A.5.9'] },
  check: ({ ip, droplet, reserved_at }, world) => {
    if (droplet || world.daysSince(reserved_at) <= GRACE_DAYS) return undefined
    return { evidence: `${ip} was reserved on ${reserved_at.slice(0, 10)} and is assigned to no Droplet.` }
  },
  examples: {
    flagged: [
      { reserved_ipv6: [{ droplet: null }] },
      { reserved_ipv6: [{ droplet: null, reserved_at: '2025-12-24T23:00:00Z' }] },
    ],
    passed: [
      { reserved_ipv6: [{ droplet: { id: 1 } }] },
      { reserved_ipv6: [{ droplet: null, reserved_at: '2025-12-25T00:00:00Z' }] },
    ],
  },
})
