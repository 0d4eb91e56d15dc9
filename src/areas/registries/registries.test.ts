import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { harness, type Request } from '../../../test/harness.ts'

const ONE = '/v2/registry'
const SEVERAL = '/v2/registries'
const CREATED = '2026-01-01T00:00:00.000Z'

const basic = {
  name: 'Basic',
  slug: 'basic',
  included_repositories: 5,
  included_storage_bytes: 5_368_709_120,
  allow_storage_overage: true,
  included_bandwidth_bytes: 5_368_709_120,
  monthly_price_in_cents: 500,
  storage_overage_price_in_cents: 2,
}

test('an account’s only registry is read, and deleted, in both places', async () => {
  await using t = await harness()
  const made = await t.call(`POST ${ONE}`, { name: 'shop', subscription_tier_slug: 'basic', region: 'fra1' })
  const { uuid, ...rest } = made.body.registry
  assert.equal(made.status, 201)
  assert.deepEqual(rest, {
    name: 'shop',
    region: 'fra1',
    created_at: CREATED,
    storage_usage_bytes: 0,
    storage_usage_bytes_updated_at: CREATED,
    subscription: { tier: basic, created_at: CREATED, updated_at: CREATED },
  })
  for (const path of [ONE, `${SEVERAL}/shop`])
    assert.deepEqual((await t.call(`GET ${path}` as Request)).body, made.body)
  const listed = (await t.call(`GET ${SEVERAL}`)).body
  assert.deepEqual([listed.registries, listed.total_storage_usage_bytes], [[made.body.registry], 0])
  assert.deepEqual((await t.call(`GET ${SEVERAL}?uuid=${uuid}`)).body.registries, [made.body.registry])
  assert.deepEqual((await t.call(`GET ${SEVERAL}?uuid=no`)).body.registries, [])
  assert.equal((await t.call(`DELETE ${ONE}`)).status, 204)
  for (const path of [ONE, `${SEVERAL}/shop`, `${ONE}/subscription`])
    assert.equal((await t.call(`GET ${path}` as Request)).status, 404)
  assert.deepEqual((await t.call(`GET ${SEVERAL}`)).body.registries, [])
})

test('where no tier is named it is starter, then the present one', async () => {
  await using t = await harness()
  const tierOf = async (body: object) =>
    (await t.call(`POST ${SEVERAL}`, body)).body.registry?.subscription.tier.slug
  assert.equal(await tierOf({ name: 'first' }), 'starter')
  t.clock.at = new Date('2026-01-02T00:00:00Z')
  assert.equal(await tierOf({ name: 'second', subscription_tier_slug: 'professional' }), 'professional')
  const { subscription } = (await t.call(`GET ${SEVERAL}/subscription`)).body
  assert.deepEqual([subscription.created_at, subscription.updated_at], [CREATED, t.clock.at.toISOString()])
  assert.equal(await tierOf({ name: 'third', subscription_tier_slug: null }), 'professional')
  assert.equal((await t.call(`GET ${SEVERAL}/first`)).body.registry.region, 'nyc3')
})

test('there are as many registries as the tier has, and no tier that has fewer', async () => {
  await using t = await harness()
  const create = (name: string, subscription_tier_slug?: string) =>
    t.call(`POST ${SEVERAL}`, { name, subscription_tier_slug })
  const change = (tier_slug: string) => t.call(`POST ${SEVERAL}/subscription`, { tier_slug })
  assert.equal((await change('basic')).status, 404)
  assert.equal((await create('one', 'starter')).status, 201)
  const refused = await create('two')
  assert.equal(refused.status, 412)
  assert.match(
    refused.body.message,
    /^registry is not eligible for tier because: \[OverRegistryLimit\]\. .* 2\.$/,
  )
  assert.equal((await create('two', 'basic')).status, 412)
  assert.equal((await change('professional')).body.subscription.tier.slug, 'professional')
  const answers = await Promise.all(Array.from({ length: 11 }, (_, at) => create(`more-${at}`)))
  assert.equal(answers.filter(({ status }) => status === 201).length, 9)
  assert.equal(answers.filter(({ status }) => status === 412).length, 2)
  assert.equal((await change('basic')).status, 412)
  const { options } = (await t.call(`GET ${SEVERAL}/options`)).body
  assert.deepEqual(
    options.subscription_tiers.map(
      ({ slug, eligible, eligibility_reasons: reasons }: Record<string, unknown>) => [
        slug,
        eligible,
        reasons,
      ],
    ),
    [
      ['starter', false, ['OverRegistryLimit']],
      ['basic', false, ['OverRegistryLimit']],
      ['professional', true, []],
    ],
  )
  assert.ok(options.available_regions.includes('nyc3'))
})

test('with several registries there is no only one', async () => {
  await using t = await harness()
  for (const name of ['one', 'two'])
    await t.call(`POST ${SEVERAL}`, { name, subscription_tier_slug: 'professional' })
  for (const request of [`GET ${ONE}`, `DELETE ${ONE}`, `GET ${ONE}/docker-credentials`]) {
    const { status, body } = await t.call(request as Request)
    assert.deepEqual([status, body.id], [412, 'precondition_failed'], request)
    assert.match(body.message, /Please use \/v2\/registries\/\{registry_name\} instead\.$/)
  }
  assert.equal((await t.call(`DELETE ${SEVERAL}/two`)).status, 204)
  assert.equal((await t.call(`GET ${ONE}`)).body.registry.name, 'one')
})

test('a name is one account’s alone, also when several ask for it at once', async () => {
  await using t = await harness()
  const accounts = await Promise.all(['b', 'c', 'd'].map((name) => t.accountNamed(name)))
  const tokens = await Promise.all(accounts.map((account) => t.tokenFor(account)))
  const answers = await Promise.all(
    tokens.map(({ token }) => t.call(`POST ${SEVERAL}`, { name: 'wanted' }, { token })),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409])
  const owner = tokens[answers.findIndex(({ status }) => status === 201)]?.token
  for (const folder of [ONE, SEVERAL]) {
    const { status, body } = await t.call(`POST ${folder}/validate-name` as Request, { name: 'wanted' })
    assert.deepEqual([status, body.id], [409, 'conflict'])
  }
  assert.equal((await t.call(`GET ${SEVERAL}/wanted`)).status, 404)
  assert.equal((await t.call(`DELETE ${SEVERAL}/wanted`)).status, 404)
  assert.equal((await t.call(`GET ${ONE}`)).status, 404)
  assert.equal((await t.call(`DELETE ${SEVERAL}/wanted`, undefined, { token: owner })).status, 204)
  assert.equal((await t.call(`POST ${ONE}/validate-name`, { name: 'wanted' })).status, 204)
  assert.equal((await t.call(`POST ${ONE}`, { name: 'wanted' })).status, 201)
})

test('a name is valid exactly if a registry of it can be made', async () => {
  await using t = await harness()
  const character = fc.constantFrom(...'abz019-_A. é/\u0000')
  const names = fc.oneof(
    fc.string({ unit: character, maxLength: 6 }),
    fc.string({ unit: fc.constantFrom('a', '-'), minLength: 62, maxLength: 65 }),
  )
  await fc.assert(
    fc.asyncProperty(names, async (name) => {
      const valid = /^[a-z0-9-]{1,63}$/.test(name)
      const { status, body } = await t.call(`POST ${SEVERAL}/validate-name`, { name })
      assert.equal(status, valid ? 204 : 400)
      if (!valid)
        assert.match(body.message, /^name must be 1 to 63 lower-case letters, digits or hyphens, got "/)
      const made = await t.call(`POST ${SEVERAL}`, { name })
      assert.equal(made.status, valid ? 201 : 400)
      if (valid) assert.equal((await t.call(`DELETE ${SEVERAL}/${name}`)).status, 204)
    }),
    { numRuns: 60 },
  )
})

test('a registry is not named as a path of the API, where nobody could reach it', async () => {
  await using t = await harness()
  const last = t.table.routes.flatMap(({ url }) => /^\/v2\/registries\/([a-z-]+)$/.exec(url)?.[1] ?? [])
  assert.equal(new Set(last).size, 3)
  for (const name of last)
    for (const path of [SEVERAL, ONE, `${SEVERAL}/validate-name`]) {
      const { status, body } = await t.call(`POST ${path}` as Request, {
        name,
        subscription_tier_slug: 'starter',
      })
      assert.equal(status, 400, path)
      assert.match(body.message, /^name must be none of options, subscription, validate-name, got "/)
    }
})

test('what cannot be is refused, and says why', async () => {
  await using t = await harness()
  await t.call(`POST ${SEVERAL}`, { name: 'shop' })
  const cases: Array<[Request, object | undefined, number, RegExp]> = [
    [`POST ${SEVERAL}`, {}, 400, /^name is required\.$/],
    [`POST ${SEVERAL}`, { name: 'shop' }, 409, /^name: there is a container registry "shop" already/],
    [`POST ${SEVERAL}`, { name: 'x', region: 'nyc9' }, 400, /^region must be one of nyc3, .* got "nyc9"\.$/],
    [
      `POST ${ONE}`,
      { name: 'x', subscription_tier_slug: 'gold' },
      400,
      /^subscription_tier_slug must be one of/,
    ],
    [`POST ${ONE}/subscription`, {}, 400, /^tier_slug is required\.$/],
    [`GET ${SEVERAL}/shop/docker-credentials?expiry_seconds=-1`, undefined, 400, /^expiry_seconds must be/],
    [
      `GET ${SEVERAL}/shop/docker-credentials?expiry_seconds=1576800001`,
      undefined,
      400,
      /^expiry_seconds must be/,
    ],
    [`GET ${SEVERAL}/shop/docker-credentials?read_write=yes`, undefined, 400, /^read_write must be/],
    [`GET ${SEVERAL}/shop/repositoriesV2?page_token=x`, undefined, 400, /^page_token must be one from/],
    [`POST ${SEVERAL}/shop/garbage-collection`, { type: 'all' }, 400, /^type must be one of/],
    [
      `PUT ${SEVERAL}/shop/garbage-collection/x`,
      { cancel: true },
      400,
      /^garbage_collection_uuid must be a UUID/,
    ],
    [`GET ${SEVERAL}/%00`, undefined, 400, /^registry_name must be text without NUL/],
    [`GET ${SEVERAL}/SHOP`, undefined, 404, /could not be found/],
  ]
  for (const [request, body, status, message] of cases) {
    const answer = await t.call(request, body)
    assert.equal(answer.status, status, `${request} ${answer.text}`)
    assert.match(answer.body.message, message)
  }
  assert.equal((await t.call(`GET ${SEVERAL}`)).body.meta.total, 1)
})

test('there are no repositories, and what is about one finds none', async () => {
  await using t = await harness()
  await t.call(`POST ${SEVERAL}`, { name: 'shop' })
  const none = { repositories: [], links: {}, meta: { total: 0 } }
  for (const path of [
    `${ONE}/shop/repositories`,
    `${ONE}/shop/repositoriesV2`,
    `${SEVERAL}/shop/repositoriesV2`,
  ])
    assert.deepEqual((await t.call(`GET ${path}` as Request)).body, none)
  const repository = `${SEVERAL}/shop/repositories/my%2Frepo`
  for (const request of [
    `GET ${repository}/tags`,
    `GET ${repository}/digests`,
    `DELETE ${repository}`,
    `DELETE ${repository}/tags/v1`,
    `DELETE ${repository}/digests/sha256:abcd`,
  ]) {
    const { status, body } = await t.call(request as Request)
    assert.equal(status, 404, request)
    assert.equal(body.message, 'The registry shop has no repository "my/repo".')
  }
})
