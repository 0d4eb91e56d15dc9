import { rule } from '../../rule.ts'
import { listed } from '../host_names.ts'
import { isTagUsed } from '../tagged_droplets.ts'
import { protectsAny } from './openings.ts'

export const firewallTagUnused = rule({
  id: 'firewall-tag-unused',
  name: 'Firewall Tag on No Droplet',
  severity: 'LOW',
  kind: 'standard',
  resource: 'firewall',
  needs: ['droplet'],
  details: 'The firewall is assigned to a tag that no Droplet has, though it protects other Droplets.',
  business_impact:
    'A misspelt or abandoned tag: Droplets that were meant to be behind this firewall may not be, and nothing says so until somebody reaches them.',
  technical_details:
    'At least one of the `tags` of the firewall is on no Droplet of the account, compared without regard to case. Firewalls that protect no Droplet at all are told of by another rule.',
  mitigation: {
    panel: [
      'Open Networking, Firewalls, and the firewall that is named, and choose Droplets.',
      'Compare the tag with the tags of the Droplets that should be protected, and correct whichever is wrong.',
      'Remove the tag from the firewall if nothing will have it again.',
    ],
    doctl: 'doctl compute firewall remove-tags <firewall-id> --tag-names <tag>',
    terraform: 'resource "digitalocean_firewall" "…" {\n  tags = [digitalocean_tag.web.name]\n}',
    api: 'DELETE /v2/firewalls/{firewall_id}/tags {"tags": ["<tag>"]}',
  },
  controls: { cis_v8: ['4.4'], iso_27001: ['A.8.9'] },
  check: (firewall, world) => {
    const unused = (firewall.tags ?? []).filter((tag) => !isTagUsed(world, tag))
    if (unused.length === 0 || !protectsAny(world, firewall)) return undefined
    return { evidence: `No Droplet has the tag ${listed(unused)}.` }
  },
  examples: {
    flagged: [
      { firewall: [{ droplet_ids: [1], tags: ['wbe'] }], droplet: [{ id: 1, tags: ['web'] }] },
      { firewall: [{ droplet_ids: [], tags: ['web', 'old'] }], droplet: [{ tags: ['web'] }] },
    ],
    passed: [
      { firewall: [{ droplet_ids: [], tags: ['Web'] }], droplet: [{ tags: ['web'] }] },
      { firewall: [{ droplet_ids: [1], tags: null }], droplet: [{ id: 1 }] },
      { firewall: [{ droplet_ids: [], tags: ['web'] }], droplet: [] },
    ],
  },
})
