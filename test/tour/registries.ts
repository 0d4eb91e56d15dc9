// Container registries, by both of their paths. A second account has several, which the older path does not serve.
import type { Harness } from '../harness.ts'
import type { Step, TourPart } from './tour.ts'

const ONE = '/v2/registry'
const SEVERAL = '/v2/registries'
const NOBODY = '00000000-0000-4000-8000-000000000000'
const NO_IMAGES = 'no image can be pushed: whatever is named cannot be there'
const professional = { subscription_tier_slug: 'professional' }
const by_other = { authorization: 'Bearer {owner_of_several}' }

export const registries: TourPart = {
  async prepare(t) {
    await t.call(`POST ${SEVERAL}`, { name: 'tour', ...professional })
    const { body } = await t.call(`POST ${SEVERAL}/tour/garbage-collection`)
    return { collection_uuid: body.garbage_collection.uuid, owner_of_several: await makeSeveral(t) }
  },
  stops: {
    registry_get: { ok: [`GET ${ONE}`], also: [[`GET ${ONE}`, undefined, by_other]] },
    registry_get_dockerCredentials: { ok: [`GET ${ONE}/docker-credentials`] },
    registry_list_repositories: {
      ok: [`GET ${ONE}/tour/repositories`],
      gone: [`GET ${ONE}/none/repositories`],
    },
    registries_list: { ok: [`GET ${SEVERAL}`] },
    registries_get: { ok: [`GET ${SEVERAL}/tour`], gone: [`GET ${SEVERAL}/none`] },
    registries_get_dockerCredentials: {
      ok: [`GET ${SEVERAL}/tour/docker-credentials?expiry_seconds=60`],
      gone: [`GET ${SEVERAL}/none/docker-credentials`],
    },
    registries_delete_repository: {
      ok: [`DELETE ${SEVERAL}/tour/repositories/none`],
      never: { 204: NO_IMAGES },
    },
    ...stopsOfBoth('registry', ONE),
    ...stopsOfBoth('registries', SEVERAL),
    registry_update_subscription: {
      ok: [`POST ${ONE}/subscription`, { tier_slug: 'professional' }],
      also: [[`POST ${ONE}/subscription`, { tier_slug: 'starter' }, by_other]],
    },
    registries_update_subscription: { ok: [`POST ${SEVERAL}/subscription`, { tier_slug: 'basic' }] },
    registries_delete: { ok: [`DELETE ${SEVERAL}/tour`], gone: [`DELETE ${SEVERAL}/tour`] },
    registry_create: {
      ok: [`POST ${ONE}`, { name: 'tour-one', ...professional }],
      invalid: [`POST ${ONE}`, { name: 'One' }],
    },
    registry_run_garbageCollection: {
      ok: [`POST ${ONE}/tour-one/garbage-collection`, { type: 'unreferenced blobs only' }],
      gone: [`POST ${ONE}/none/garbage-collection`],
    },
    registry_delete: {
      ok: [`DELETE ${ONE}`],
      gone: [`DELETE ${ONE}`],
      also: [[`DELETE ${ONE}`, undefined, by_other]],
    },
    registries_create: {
      ok: [`POST ${SEVERAL}`, { name: 'tour-two' }],
      never: { 404: 'it names nothing that could be missing' },
    },
    registries_run_garbageCollection: {
      ok: [`POST ${SEVERAL}/tour-two/garbage-collection`],
      gone: [`POST ${SEVERAL}/none/garbage-collection`],
    },
  },
}

async function makeSeveral(t: Harness): Promise<string> {
  const { token } = await t.tokenFor(await t.accountNamed('owner of several'))
  for (const name of ['tour-a', 'tour-b'])
    await t.call(`POST ${SEVERAL}`, { name, ...professional }, { token })
  return token
}

/** What both folders have, and that needs no other order. */
function stopsOfBoth(op: string, folder: typeof ONE | typeof SEVERAL): TourPart['stops'] {
  const collections = `${folder}/tour/garbage-collection` as const
  return {
    [`${op}_get_options`]: { ok: [`GET ${folder}/options`] },
    [`${op}_get_subscription`]: { ok: [`GET ${folder}/subscription`] },
    [`${op}_validate_name`]: {
      ok: [`POST ${folder}/validate-name`, { name: 'free' }],
      also: [[`POST ${folder}/validate-name`, { name: 'tour' }]],
    },
    [`${op}_get_garbageCollection`]: {
      ok: [`GET ${collections}`],
      gone: [`GET ${folder}/none/garbage-collection`],
    },
    [`${op}_list_garbageCollections`]: {
      ok: [`GET ${collections}s`],
      gone: [`GET ${folder}/none/garbage-collections`],
    },
    [`${op}_update_garbageCollection`]: {
      ok: [`PUT ${collections}/{collection_uuid}`, { cancel: true }],
      gone: [`PUT ${collections}/${NOBODY}`, { cancel: true }],
    },
    ...repositoryStops(op, folder),
  }
}

function repositoryStops(op: string, folder: typeof ONE | typeof SEVERAL): TourPart['stops'] {
  const repository = `${folder}/tour/repositories/none` as const
  const missing = (ok: Step, status: number) => ({ ok, never: { [status]: NO_IMAGES } })
  return {
    [`${op}_list_repositoriesV2`]: {
      ok: [`GET ${folder}/tour/repositoriesV2`],
      invalid: [`GET ${folder}/tour/repositoriesV2?page_token=x`],
      gone: [`GET ${folder}/none/repositoriesV2`],
    },
    [`${op}_list_repositoryTags`]: missing([`GET ${repository}/tags`], 200),
    [`${op}_list_repositoryManifests`]: missing([`GET ${repository}/digests`], 200),
    [`${op}_delete_repositoryTag`]: missing([`DELETE ${repository}/tags/v1`], 204),
    [`${op}_delete_repositoryManifest`]: missing([`DELETE ${repository}/digests/sha256:00`], 204),
  }
}
