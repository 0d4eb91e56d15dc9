import { rule } from '../../rule.ts'
import { named } from '../named.ts'

const repository = (name: string, tags: string[], tag_count: number) => ({
  name,
  tag_count,
  latest_manifest: { tags, updated_at: '2025-12-20T00:00:00Z' },
})

export const registryOnlyLatestTag = rule({
  id: 'registry-only-latest-tag',
  name: 'Repositories With Nothing but the Tag latest',
  severity: 'LOW',
  kind: 'standard',
  resource: 'registry',
  details: 'Repositories of the container registry have `latest` as their only tag.',
  business_impact:
    'Each push replaces what runs in production at the next restart, and nothing tells which version that is. There is no tag to go back to, and what was replaced is removed by the next garbage collection.',
  technical_details:
    'The field `tag_count` of a repository is 1, and the only tag of its `latest_manifest` is `latest`.',
  mitigation: {
    panel: [
      'Let the pipeline tag each image with the commit or the version that it was built from.',
      'Deploy by that tag or by digest, and never by `latest`.',
      'Open Container Registry and check that the repositories now have these tags.',
    ],
    doctl: 'doctl registry repository list-tags <repository-name>',
    api: 'GET /v2/registries/{registry_name}/repositories/{repository_name}/tags',
  },
  controls: { iso_27001: ['A.8.32', 'A.8.9'], soc_2: ['CC8.1'], nist_csf: ['PR.PS-01'] },
  check: ({ repositories }) => {
    const found = repositories.filter(
      ({ tag_count, latest_manifest }) => tag_count === 1 && latest_manifest?.tags?.join() === 'latest',
    )
    if (found.length === 0) return undefined
    return { evidence: `With nothing but latest: ${named(found.map(({ name }) => name))}.` }
  },
  examples: {
    flagged: [
      { registry: [{ repositories: [repository('web', ['latest'], 1)] }] },
      { registry: [{ repositories: [repository('api', ['v1'], 1), repository('web', ['latest'], 1)] }] },
    ],
    passed: [
      { registry: [{ repositories: [repository('web', ['latest'], 2)] }] },
      { registry: [{ repositories: [repository('web', ['v1'], 1)] }] },
      { registry: [{ repositories: [{ name: 'web', tag_count: 1, latest_manifest: null }] }] },
      { registry: [{ repositories: [] }] },
    ],
  },
})
