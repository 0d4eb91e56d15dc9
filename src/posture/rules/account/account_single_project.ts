import { rule } from '../../rule.ts'

const RESOURCES_LEAST = 10
const HELD = ['droplet', 'database', 'load_balancer'] as const

const droplets = (count: number) => Array.from({ length: count }, (_, at) => ({ id: at + 1 }))

export const accountSingleProject = rule({
  id: 'account-single-project',
  name: 'Everything in the Default Project',
  severity: 'LOW',
  kind: 'standard',
  resource: 'account',
  needs: ['project', ...HELD],
  details:
    'The account has ten or more servers, clusters and load balancers, and no project but the default one.',
  business_impact:
    'Nobody can tell production from an experiment, nor what a bill, an alert or a finding belongs to. Decisions about what may be switched off are guesses.',
  technical_details:
    'No project has `is_default` false, and there are at least 10 Droplets, database clusters and load balancers together.',
  mitigation: {
    panel: [
      'Choose New Project for each application or environment, with its purpose and environment.',
      'Open the default project, and move each resource to where it belongs.',
    ],
    doctl:
      'doctl projects create --name shop --purpose "Web Application" --environment Production\ndoctl projects resources assign <project-id> --resource=do:droplet:<droplet-id>',
    terraform:
      'resource "digitalocean_project" "shop" {\n  name        = "shop"\n  purpose     = "Web Application"\n  environment = "Production"\n  resources   = [digitalocean_droplet.web.urn]\n}',
    api: 'POST /v2/projects {"name": "shop", "purpose": "Web Application", "environment": "Production"}, then POST /v2/projects/{project_id}/resources {"resources": ["do:droplet:<droplet-id>"]}',
  },
  controls: { iso_27001: ['A.5.9', 'A.8.31'], nist_csf: ['ID.AM-05'] },
  check(_account, world) {
    if (world.facts('project').some(({ is_default }) => !is_default)) return undefined
    const count = HELD.reduce((sum, type) => sum + world.facts(type).length, 0)
    if (count < RESOURCES_LEAST) return undefined
    return { evidence: `Its ${count} Droplets, databases and load balancers share the default project.` }
  },
  examples: {
    flagged: [
      { account: [{}], project: [{ is_default: true }], droplet: droplets(10) },
      { account: [{}], project: [], droplet: droplets(8), database: [{}], load_balancer: [{}] },
    ],
    passed: [
      { account: [{}], project: [{ is_default: true }], droplet: droplets(9) },
      { account: [{}], project: [{ is_default: true }, {}], droplet: droplets(30) },
      { account: [{}], project: [{ is_default: true }] },
    ],
  },
})
