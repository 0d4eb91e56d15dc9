import { rule } from '../../rule.ts'

export const projectWithoutEnvironment = rule({
  id: 'project-without-environment',
  name: 'Project Without an Environment',
  severity: 'LOW',
  kind: 'standard',
  resource: 'project',
  details: 'The project does not say whether it is for development, staging or production.',
  business_impact:
    'Whoever finds a fault in it cannot tell how much it matters, and whoever cleans up cannot tell what must not be touched.',
  technical_details:
    'The `environment` of the project is empty or missing. The default project, which holds what was put nowhere else, is left out.',
  mitigation: {
    panel: [
      'Open the project, and its Settings.',
      'Choose Development, Staging or Production as its environment, and save.',
    ],
    doctl: 'doctl projects update <project-id> --environment Production',
    terraform: 'resource "digitalocean_project" "…" {\n  environment = "Production"\n}',
    api: 'PATCH /v2/projects/{project_id} {"environment": "Production"}',
  },
  controls: { iso_27001: ['A.5.9', 'A.8.31'], nist_csf: ['ID.AM-05'] },
  check: ({ is_default, environment }) =>
    is_default || environment ? undefined : { evidence: 'Its environment is not set.' },
  examples: {
    flagged: [{ project: [{ environment: '' }] }, { project: [{ environment: null }] }],
    passed: [{ project: [{}] }, { project: [{ is_default: true, environment: '' }] }],
  },
})
