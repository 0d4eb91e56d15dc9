// The history of secrets through HTTP, against a model that fits on a page. What the two disagree about is a bug in one of
// them. A failure prints the seed and the shortest history that shows it; SECRET_HISTORY_SEED runs one seed again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Answer, type Harness, harness, type Request } from './harness.ts'

const SECRETS = '/v2/security/secrets'
const REGIONS = ['nyc3', 'sfo3']
const NAMES = ['a', 'b.1']
const ACCOUNTS = 2
const RECOVERY_DAYS = 30
const DAY_MS = 86_400_000
const TIME_LIMIT_MS = 6000

type Values = Record<string, string>

interface ModelSecret {
  created_at: string
  /** Oldest first; the version is the index plus one. */
  versions: Array<{ values: Values; created_at: string }>
  delete_requested_at: string | undefined
}

/** What is there, by `account/region/name`. */
class Model {
  readonly secrets = new Map<string, ModelSecret>()
  now = Date.parse('2026-01-01T00:00:00Z')

  at(): string {
    return new Date(this.now).toISOString()
  }

  pass(days: number): void {
    this.now += days * DAY_MS
    for (const [key, { delete_requested_at }] of this.secrets)
      if (delete_requested_at && Date.parse(delete_requested_at) + RECOVERY_DAYS * DAY_MS <= this.now)
        this.secrets.delete(key)
  }
}

interface World {
  t: Harness
  model: Model
  tokens: string[]
}

interface Target {
  account: number
  region: string
  name: string
}

/** One request or event, done to both. Throws where the answer is not what the model says. */
type Step = { shown: string; run(world: World): Promise<void> }

const keyOf = ({ account, region, name }: Target) => `${account}/${region}/${name}`
const call = ({ t, tokens }: World, account: number, request: string, body?: object): Promise<Answer> =>
  t.call(request as Request, body, { token: tokens[account] })

const shownSecret = ({ region, name }: Target, secret: ModelSecret, version: number) => ({
  secret: name,
  region,
  version,
  created_at: secret.created_at,
  updated_at: secret.versions[version - 1]?.created_at,
  ...(secret.delete_requested_at !== undefined && { delete_requested_at: secret.delete_requested_at }),
})

const target = fc.record({
  account: fc.nat(ACCOUNTS - 1),
  region: fc.constantFrom(...REGIONS),
  name: fc.constantFrom(...NAMES),
})
const values: fc.Arbitrary<Values> = fc.dictionary(
  fc.string({ unit: fc.constantFrom('k', 'é', '.', '_'), minLength: 1, maxLength: 3 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  { minKeys: 1, maxKeys: 3, noNullPrototype: true },
)

const create = fc.tuple(target, values).map(
  ([it, given]): Step => ({
    shown: `create ${keyOf(it)} ${JSON.stringify(given)}`,
    async run(world) {
      const { model } = world
      const { status, body } = await call(world, it.account, `POST ${SECRETS}`, {
        name: it.name,
        region: it.region,
        values: given,
      })
      if (model.secrets.has(keyOf(it))) return assert.deepEqual([status, body.id], [409, 'conflict'])
      assert.deepEqual([status, body], [200, { name: it.name, region: it.region, version: 1 }])
      const at = model.at()
      model.secrets.set(keyOf(it), {
        created_at: at,
        versions: [{ values: given, created_at: at }],
        delete_requested_at: undefined,
      })
    },
  }),
)

/** `off` is added to the version that the model knows to be right. */
const update = fc.tuple(target, values, fc.constantFrom(0, 0, 0, -1, 1, 5)).map(
  ([it, given, off]): Step => ({
    shown: `update ${keyOf(it)} ${off === 0 ? 'rightly' : `off by ${off}`} ${JSON.stringify(given)}`,
    async run(world) {
      const { model } = world
      const secret = model.secrets.get(keyOf(it))
      const current = secret?.versions.length ?? 1
      const version = Math.max(1, current + off)
      const { status, body } = await call(world, it.account, `PUT ${SECRETS}/${it.name}`, {
        region: it.region,
        version,
        values: given,
      })
      if (!secret) return assert.deepEqual([status, body.id], [404, 'not_found'])
      if (version !== current || secret.delete_requested_at !== undefined)
        return assert.deepEqual([status, body.id], [409, 'conflict'])
      assert.deepEqual([status, body], [200, { name: it.name, region: it.region, version: current + 1 }])
      secret.versions.push({ values: given, created_at: model.at() })
    },
  }),
)

const remove = target.map(
  (it): Step => ({
    shown: `delete ${keyOf(it)}`,
    async run(world) {
      const { model } = world
      const secret = model.secrets.get(keyOf(it))
      const { status } = await call(world, it.account, `DELETE ${SECRETS}/${it.name}?region=${it.region}`)
      assert.equal(status, secret ? 204 : 404)
      if (secret) secret.delete_requested_at ??= model.at()
    },
  }),
)

const restore = target.map(
  (it): Step => ({
    shown: `restore ${keyOf(it)}`,
    async run(world) {
      const secret = world.model.secrets.get(keyOf(it))
      const { status, body } = await call(
        world,
        it.account,
        `POST ${SECRETS}/${it.name}/restore?region=${it.region}`,
      )
      if (!secret) return assert.equal(status, 404)
      secret.delete_requested_at = undefined
      const newest = secret.versions.length
      assert.deepEqual(
        [status, body],
        [200, { ...shownSecret(it, secret, newest), values: secret.versions[newest - 1]?.values }],
      )
    },
  }),
)

/** Without `version` the current one. */
const read = fc.tuple(target, fc.option(fc.integer({ min: 1, max: 4 })), fc.boolean()).map(
  ([it, version, keys_only]): Step => ({
    shown: `read ${keyOf(it)} version ${version ?? 'current'}${keys_only ? ', its keys' : ''}`,
    async run(world) {
      const secret = world.model.secrets.get(keyOf(it))
      const query = `region=${it.region}${version === null ? '' : `&version=${version}`}&keys_only=${keys_only}`
      const { status, body } = await call(world, it.account, `GET ${SECRETS}/${it.name}?${query}`)
      const wanted = version ?? secret?.versions.length ?? 1
      const held = secret?.versions[wanted - 1]
      if (!secret || !held) return assert.deepEqual([status, body.id], [404, 'not_found'])
      const withheld = shownSecret(it, secret, wanted)
      if (secret.delete_requested_at !== undefined) return assert.deepEqual([status, body], [200, withheld])
      const shown = keys_only ? { keys: Object.keys(held.values) } : { values: held.values }
      assert.deepEqual([status, body], [200, { ...withheld, ...shown }])
    },
  }),
)

const list = fc.nat(ACCOUNTS - 1).map(
  (account): Step => ({
    shown: `list ${account}`,
    async run(world) {
      const { status, body } = await call(world, account, `GET ${SECRETS}?per_page=200`)
      const expected = NAMES.flatMap((name) =>
        REGIONS.flatMap((region) => {
          const secret = world.model.secrets.get(keyOf({ account, region, name }))
          return secret ? shownSecret({ account, region, name }, secret, secret.versions.length) : []
        }),
      )
      assert.equal(status, 200)
      assert.deepEqual(body.secrets, expected)
      assert.deepEqual([body.meta.total, body.unavailable_regions], [expected.length, []])
    },
  }),
)

const versions = target.map(
  (it): Step => ({
    shown: `versions of ${keyOf(it)}`,
    async run(world) {
      const secret = world.model.secrets.get(keyOf(it))
      const { status, body } = await call(
        world,
        it.account,
        `GET ${SECRETS}/${it.name}/versions?region=${it.region}`,
      )
      if (!secret) return assert.equal(status, 404)
      const expected = secret.versions.map(({ created_at }, index) => ({
        version: index + 1,
        created_at,
        updated_at: created_at,
      }))
      assert.deepEqual([status, body.versions], [200, expected.reverse()])
    },
  }),
)

const pass = fc.constantFrom(0.001, 1, 15, 29.999, 30, 31).map(
  (days): Step => ({
    shown: `${days} days pass`,
    async run({ t, model }) {
      model.pass(days)
      t.clock.at = new Date(model.now)
    },
  }),
)

const reconcile: fc.Arbitrary<Step> = fc.constant({
  shown: 'background work is done',
  run: ({ t }) => t.reconciling.runAll(),
})

const step = fc.oneof(
  { weight: 4, arbitrary: create },
  { weight: 5, arbitrary: update },
  { weight: 3, arbitrary: remove },
  { weight: 2, arbitrary: restore },
  { weight: 5, arbitrary: read },
  { weight: 2, arbitrary: list },
  { weight: 1, arbitrary: versions },
  { weight: 2, arbitrary: pass },
  { weight: 1, arbitrary: reconcile },
)

/** However the history went, in the end every secret is looked at once more. */
async function lookAtEverything(world: World): Promise<void> {
  for (let account = 0; account < ACCOUNTS; account++) {
    for (const region of REGIONS)
      for (const name of NAMES) await checkEveryVersion(world, { account, region, name })
  }
}

async function checkEveryVersion(world: World, it: Target): Promise<void> {
  const secret = world.model.secrets.get(keyOf(it))
  for (const [index, { values: expected }] of (secret?.versions ?? []).entries()) {
    const { body } = await call(
      world,
      it.account,
      `GET ${SECRETS}/${it.name}?region=${it.region}&version=${index + 1}`,
    )
    assert.deepEqual(body.values, secret?.delete_requested_at === undefined ? expected : undefined)
  }
}

test('a secret’s history is what a simple model says, whatever is done in whatever order', async () => {
  await using t = await harness()
  let runs = 0
  const history = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
    // Accounts of their own are a world of their own; only the clock goes on from one history to the next.
    runs += 1
    const model = new Model()
    model.now = t.clock.at.getTime() + DAY_MS
    t.clock.at = new Date(model.now)
    const tokens: string[] = []
    for (let account = 0; account < ACCOUNTS; account++)
      tokens.push((await t.tokenFor(await t.accountNamed(`run ${runs} account ${account}`))).token)
    const world = { t, model, tokens }
    for (const { run } of steps) await run(world)
    await lookAtEverything(world)
  })
  const given = process.env.SECRET_HISTORY_SEED
  const details = await fc.check(history, {
    numRuns: 200,
    interruptAfterTimeLimit: TIME_LIMIT_MS,
    ...(given !== undefined && { seed: Number(given) }),
  })
  assert.ok(details.numRuns >= 10, `only ${details.numRuns} histories in the time there was`)
  const shortest = details.counterexample?.[0].map(({ shown }) => `  ${shown}`).join('\n')
  assert.ok(!details.failed, `SECRET_HISTORY_SEED=${details.seed}\n${shortest}\n${details.errorInstance}`)
})
