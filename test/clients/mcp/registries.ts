// A container registry with the agent's tools. There are no images, so that tools for tags and manifests find none.
import assert from 'node:assert/strict'
import type { Agent } from './tour.ts'

export async function keepRegistry({ call }: Agent): Promise<void> {
  const registry = { RegistryName: 'agents' }
  await call('docr-options')
  await call('docr-validate-name', { Name: 'agents' })
  const made = await call('docr-create', { Name: 'agents', SubscriptionTierSlug: 'basic', Region: 'fra1' })
  assert.equal((made.registry ?? made).region, 'fra1')
  await call('docr-get', registry)
  const listed = await call('docr-list')
  assert.equal((listed.registries ?? listed).length, 1)
  const subscription = await call('docr-subscription-get')
  assert.equal((subscription.subscription ?? subscription).tier.slug, 'basic')
  await call('docr-subscription-update', { TierSlug: 'professional' })
  const config = await call('docr-docker-credentials', { ...registry, ExpirySeconds: 600 })
  assert.match(JSON.stringify(config), /registry\.digitalocean\.com/)
  await call('docr-repository-list', registry)
  await call('docr-garbage-collection-start', { ...registry, Type: 'unreferenced blobs only' })
  await call('docr-garbage-collection-list', registry)
  await call('docr-delete', registry)
}
